# What nearly every source includes, parsed once a target: the standard library alone is two thirds
# of the time that a small file takes.
set(perfq_precompiled
  <algorithm> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <span> <string>
  <string_view> <thread> <utility> <variant> <vector>
)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
endif()
