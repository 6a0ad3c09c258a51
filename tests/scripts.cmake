# Scripts that test what was built as people get it: the command, the installed tree, the examples.
# None needs a test program; each needs a PostgreSQL server (tests/support/with_postgres.sh).

set(perfq_scripts "${CMAKE_CURRENT_LIST_DIR}")

function(perfq_add_script name)
  cmake_parse_arguments(arg "SERIAL" "" "COMMAND;ENVIRONMENT" ${ARGN})
  add_test(NAME ${name} COMMAND bash ${arg_COMMAND})
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "${arg_ENVIRONMENT}" LABELS script RUN_SERIAL "${arg_SERIAL}" TIMEOUT 300
  )
endfunction()

perfq_add_script(embed_sql COMMAND "${perfq_scripts}/embed/embed_sql.sh")
# The scripts that a fleet runs, on the real command.
foreach(example collector post_results)
  perfq_add_script(examples.${example}
    COMMAND "${perfq_scripts}/examples/${example}_test.sh" "$<TARGET_FILE:perfq>"
  )
endforeach()
# docs/fleet.md, command by command.
foreach(database sqlite postgres)
  perfq_add_script(fleet_story_${database}
    COMMAND "${perfq_scripts}/fleet_story/run.sh" "$<TARGET_FILE_DIR:perfq>" ${database}
  )
endforeach()
foreach(database sqlite postgres)
  perfq_add_script(clock_jump_${database}
    COMMAND "${perfq_scripts}/faults/clock_jump.sh" "$<TARGET_FILE:perfq>" ${database}
  )
endforeach()
perfq_add_script(install
  COMMAND "${perfq_scripts}/install/run.sh" "${PROJECT_BINARY_DIR}"
  ENVIRONMENT "CXX=${CMAKE_CXX_COMPILER}"
)
perfq_add_script(bench COMMAND "${perfq_scripts}/bench/bench_test.sh" "$<TARGET_FILE:perfq-bench>")
perfq_add_script(style COMMAND "${perfq_scripts}/style/check.sh")
if(CMAKE_BUILD_TYPE STREQUAL Release)
  # It measures time.
  perfq_add_script(status_at_scale SERIAL
    COMMAND "${perfq_scripts}/scale/status.sh" "${PROJECT_BINARY_DIR}"
  )
endif()
if(PERFQ_EXAMPLES)
  if(TARGET perfq-cc)
    foreach(database sqlite postgres)
      perfq_add_script(examples.compile_farm_${database}
        COMMAND "${perfq_scripts}/examples/compile_farm_test.sh" "$<TARGET_FILE:perfq>"
          "$<TARGET_FILE_DIR:perfq-cc>" ${database}
      )
    endforeach()
  endif()
  perfq_add_script(quickstart
    COMMAND "${PROJECT_SOURCE_DIR}/examples/quickstart.sh" --commits 2
      --build-dir "${PROJECT_BINARY_DIR}" --work-dir "${PROJECT_BINARY_DIR}/quickstart"
  )
  set_tests_properties(quickstart PROPERTIES
    PASS_REGULAR_EXPRESSION "succeeded.*\n.*succeeded"
  )
endif()
