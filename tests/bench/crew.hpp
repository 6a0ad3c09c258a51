#pragma once

#include "bench/options.hpp"
#include "bench/report.hpp"

#include <chrono>
#include <functional>

namespace perfq::bench {

using Clock = std::chrono::steady_clock;

std::int64_t in_us(Clock::duration time);

/// What a worker has: its number, its queue, and what it measured.
struct Part {
  int number;
  Queue& queue;
  Clock::time_point start;
  std::vector<Sample>& samples;

  /// Measures the call; it says about how many jobs it was, 0 for what is not to count.
  template <class Call>
  std::int64_t measure(Call&& call) {
    const auto began = Clock::now();
    const std::int64_t jobs = call();
    const auto ended = Clock::now();
    if (jobs > 0) samples.push_back({in_us(ended - start), in_us(ended - began), jobs});
    return jobs;
  }
};

using Work = std::function<void(Part& part)>;

/// Runs the work in as many threads of one open queue, or processes with one each, as the options
/// say; all begin at one instant. The caller has no queue open, since processes are forked. Throws
/// std::runtime_error where a worker failed, once all have ended.
Report run_crew(const std::function<Queue()>& open, const Options& options, const Work& work);

}  // namespace perfq::bench
