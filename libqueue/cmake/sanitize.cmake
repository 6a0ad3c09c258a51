# Every target of a build is sanitized or none is: a mixture reports races that are not there.
if(PERFQ_SANITIZE)
  string(REPLACE ";" "," names "${PERFQ_SANITIZE}")
  set(PERFQ_SANITIZE_FLAGS -fsanitize=${names} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_compile_options(${PERFQ_SANITIZE_FLAGS})
  add_link_options(-fsanitize=${names})
endif()
