#pragma once

#include <ctime>

namespace perfq::test {

/// What the calling thread has used of a core, for tests that nothing looks busily.
inline double thread_seconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace perfq::test
