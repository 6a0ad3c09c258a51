#include "bench/crew.hpp"

#include "bench/fork.hpp"

#include <algorithm>
#include <exception>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace perfq::bench {

namespace {

using Samples = std::vector<Sample>;

std::vector<Samples> run_threads(const std::function<Queue()>& open, int workers,
                                 const Work& work) {
  Queue queue = open();
  std::vector<Samples> samples(static_cast<std::size_t>(workers));
  std::latch ready(workers + 1);
  std::latch go(1);
  Clock::time_point start;
  std::exception_ptr error;
  std::mutex mutex;
  {
    std::vector<std::jthread> threads;
    for (int number = 0; number < workers; ++number)
      threads.emplace_back([&, number] {
        ready.count_down();
        go.wait();
        Part part{number, queue, start, samples[static_cast<std::size_t>(number)]};
        try {
          work(part);
        } catch (...) {
          const std::lock_guard lock(mutex);
          error = std::current_exception();
        }
      });
    ready.arrive_and_wait();
    start = Clock::now();
    go.count_down();
  }
  if (error) std::rethrow_exception(error);
  return samples;
}

std::vector<Samples> run_processes(const std::function<Queue()>& open, int workers,
                                   const Work& work) {
  return fork_all(workers, [&](int number, const std::function<Clock::time_point()>& ready) {
    Queue queue = open();
    Samples samples;
    // The first call of a connection prepares what all others run.
    queue.now();
    Part part{number, queue, ready(), samples};
    work(part);
    return samples;
  });
}

}  // namespace

std::int64_t in_us(Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

Report run_crew(const std::function<Queue()>& open, const Options& options, const Work& work) {
  const auto all = options.processes ? run_processes(open, options.workers, work)
                                     : run_threads(open, options.workers, work);
  Report report;
  for (const Samples& samples : all)
    for (const Sample& sample : samples) {
      report.seconds_us = std::max(report.seconds_us, sample.ended_us);
      report.jobs += sample.jobs;
      report.samples.push_back(sample);
    }
  return report;
}

}  // namespace perfq::bench
