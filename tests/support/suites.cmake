# perfq_add_suite(NAME
#   TESTS file…        sources with test cases: each becomes a ctest of its own, NAME.file
#   [OBJECTS target…]  object libraries whose sources hold test cases, too
#   [SUPPORT file…]    sources without test cases
#   [LIBRARIES lib…]
#   [LABELS label…]    a file called *threads.cpp is labelled `threads` anyhow
#   [TIMEOUT seconds]  of each ctest, 300 unless said otherwise
#   [SERIAL]           not beside other tests: it measures time
#   [OWN_SERVER])      with a PostgreSQL cluster that no other test sees: it restarts it
#
# One ctest a file, not a case: a process and a fresh schema for every case would cost more than the
# cases. A file that registers no case fails.

find_package(doctest REQUIRED)

# doctest's own implementation, compiled once.
add_library(perfq_test_main OBJECT "${CMAKE_CURRENT_SOURCE_DIR}/support/main.cpp")
target_link_libraries(perfq_test_main PUBLIC doctest::doctest)

add_library(perfq_test_base INTERFACE)
target_include_directories(perfq_test_base INTERFACE "${CMAKE_CURRENT_SOURCE_DIR}")
target_link_libraries(perfq_test_base INTERFACE
  perfq_internals doctest::doctest perfq_warnings
)
# Optimising doctest's checks takes thrice the time of compiling them and makes no test faster.
# Nor is it doctest that is to be sanitized; the library and the command beneath are, in every
# suite. TSan alone has to see all of a program.
target_compile_options(perfq_test_base INTERFACE -O0)
if(PERFQ_SANITIZE AND NOT "thread" IN_LIST PERFQ_SANITIZE)
  target_compile_options(perfq_test_base INTERFACE -fno-sanitize=all)
endif()
target_compile_definitions(perfq_test_base INTERFACE
  DOCTEST_CONFIG_SUPER_FAST_ASSERTS  # A check that throws ends its case, and compiles in half.
  "PERFQ_TEST_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\""
)

# Parsed once for all suites; main.cpp is not among them, since it says how doctest is included.
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/precompiled.cpp" "")
add_library(perfq_test_precompiled OBJECT "${CMAKE_CURRENT_BINARY_DIR}/precompiled.cpp")
target_link_libraries(perfq_test_precompiled PRIVATE perfq_test_base)
target_precompile_headers(perfq_test_precompiled PRIVATE
  ${perfq_precompiled} <doctest/doctest.h> <nlohmann/json.hpp>
)

# What TSan's run needs, and no more.
add_custom_target(thread_suites)

function(perfq_add_suite name)
  cmake_parse_arguments(arg
    "SERIAL;OWN_SERVER" "TIMEOUT" "TESTS;OBJECTS;SUPPORT;LIBRARIES;LABELS" ${ARGN}
  )
  add_executable(${name} ${arg_TESTS} ${arg_SUPPORT})
  target_link_libraries(${name} PRIVATE
    perfq_test_main perfq_test_base ${arg_OBJECTS} ${arg_LIBRARIES}
  )
  target_precompile_headers(${name} REUSE_FROM perfq_test_precompiled)

  set(files ${arg_TESTS})
  foreach(objects IN LISTS arg_OBJECTS)
    get_target_property(sources ${objects} SOURCES)
    list(APPEND files ${sources})
  endforeach()
  if(NOT files)
    message(FATAL_ERROR "The suite ${name} has no tests")
  endif()
  foreach(file IN LISTS files)
    perfq_add_test(${name} ${file})
  endforeach()
endfunction()

# A function of its own for its scope; it reads the arg_… of perfq_add_suite.
function(perfq_add_test suite file)
  get_filename_component(base ${file} NAME_WE)
  set(test ${suite}.${base})
  set(command ${suite} "--source-file=*tests/${file}")
  if(arg_OWN_SERVER)
    set(command "${CMAKE_CURRENT_SOURCE_DIR}/support/with_postgres.sh" "$<TARGET_FILE:${suite}>"
      "--source-file=*tests/${file}"
    )
  endif()
  add_test(NAME ${test} COMMAND ${command})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  if(base MATCHES "threads$")
    list(APPEND arg_LABELS threads)
  endif()
  set_tests_properties(${test} PROPERTIES
    FAIL_REGULAR_EXPRESSION "test cases: +0 "
    LABELS "${arg_LABELS}"
    RUN_SERIAL "${arg_SERIAL}"
    TIMEOUT ${arg_TIMEOUT}
  )
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(thread_suites ${suite})
  endif()
endfunction()
