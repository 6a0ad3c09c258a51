# Headers, library, perfqConfig.cmake and perfq.pc.
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/perfq")

install(TARGETS perfq_queue EXPORT perfqTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
)
install(EXPORT perfqTargets NAMESPACE perfq:: DESTINATION "${package_dir}")

set(left_out "")
if(NOT PERFQ_POSTGRES)
  set(left_out PATTERN postgres.hpp EXCLUDE)
endif()
install(DIRECTORY include/perfq DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" ${left_out})

configure_package_config_file(cmake/perfqConfig.cmake.in perfqConfig.cmake
  INSTALL_DESTINATION "${package_dir}"
)
write_basic_package_version_file(perfqConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/perfqConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/perfqConfigVersion.cmake"
  cmake/perfq_pqxx.cmake
  DESTINATION "${package_dir}"
)

set(perfq_pc_requires "sqlite3 fmt")
if(PERFQ_POSTGRES)
  set(perfq_pc_requires "libpqxx libpq ${perfq_pc_requires}")
endif()
# Relative, so that `cmake --install --prefix` and a tree that was moved work.
file(RELATIVE_PATH perfq_pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file(cmake/perfq.pc.in perfq.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/perfq.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
)
