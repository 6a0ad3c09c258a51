#pragma once

#include <barrier>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace perfq::test {

/// Runs the function in so many threads that begin at one instant, each with its number from 0.
/// Returns when all have ended; rethrows what the first of them threw. Checks belong after it:
/// doctest's are not for threads.
template <class Function>
void together(int threads, Function&& function) {
  std::barrier start(threads);
  std::mutex mutex;
  std::exception_ptr error;
  {
    std::vector<std::jthread> pool;
    for (int i = 0; i < threads; ++i)
      pool.emplace_back([&, i] {
        start.arrive_and_wait();
        try {
          function(i);
        } catch (...) {
          const std::lock_guard lock(mutex);
          if (!error) error = std::current_exception();
        }
      });
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace perfq::test
