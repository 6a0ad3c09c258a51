# The project's own warnings: linked as $<BUILD_INTERFACE:perfq_warnings>, so that a program that
# uses the installed library keeps its own.
add_library(perfq_warnings INTERFACE)
target_compile_options(perfq_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<BOOL:${PERFQ_WERROR}>:-Werror>
)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Of g++ 12: `"literal" + std::string` is reported as overlapping or endless memory.
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(perfq_warnings INTERFACE
      -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
    )
  endif()
  # The sanitizers' extra branches look like paths on which nothing is set.
  if(PERFQ_SANITIZE)
    target_compile_options(perfq_warnings INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
