# Every target of a build is sanitized or none is: a mixture reports races that are not there.
if(PERFQ_SANITIZE)
  string(REPLACE ";" "," names "${PERFQ_SANITIZE}")
  set(PERFQ_SANITIZE_FLAGS -fsanitize=${names} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if("undefined" IN_LIST PERFQ_SANITIZE)
    # A quarter of the time to compile, for what AddressSanitizer or the processor answers anyhow.
    list(APPEND PERFQ_SANITIZE_FLAGS -fno-sanitize=null,alignment,vptr)
  endif()
  add_compile_options(${PERFQ_SANITIZE_FLAGS})
  add_link_options(-fsanitize=${names})
  if("address" IN_LIST PERFQ_SANITIZE)
    # At a place of its own 650,000 addresses need not be told to each process that starts.
    add_link_options(-no-pie)
  endif()
endif()
