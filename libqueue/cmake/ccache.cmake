find_program(PERFQ_CCACHE ccache)
mark_as_advanced(PERFQ_CCACHE)
if(PERFQ_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without these ccache does not look at sources that use a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${PERFQ_CCACHE}"
  )
endif()
