#include "bench/crew.hpp"

#include "bench/fork.hpp"
#include "support/together.hpp"

#include <algorithm>
#include <limits>
#include <mutex>

namespace perfq::bench {

namespace {

using Samples = std::vector<Sample>;

std::vector<Samples> run_threads(const std::function<Queue()>& open, int workers,
                                 const Work& work) {
  Queue queue = open();
  std::vector<Samples> samples(static_cast<std::size_t>(workers));
  std::once_flag begun;
  Clock::time_point start;
  test::together(workers, [&](int number) {
    std::call_once(begun, [&] { start = Clock::now(); });
    Part part{number, queue, start, samples[static_cast<std::size_t>(number)]};
    work(part);
  });
  return samples;
}

std::vector<Samples> run_processes(const std::function<Queue()>& open, int workers,
                                   const Work& work) {
  return fork_all(workers, [&](int number, const std::function<Clock::time_point()>& ready) {
    Queue queue = open();
    Samples samples;
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
  report.jobs_of_slowest = std::numeric_limits<std::int64_t>::max();
  for (const Samples& samples : all) {
    std::int64_t jobs = 0;
    for (const Sample& sample : samples) {
      report.seconds_us = std::max(report.seconds_us, sample.ended_us);
      jobs += sample.jobs;
      report.samples.push_back(sample);
    }
    report.jobs += jobs;
    report.jobs_of_slowest = std::min(report.jobs_of_slowest, jobs);
  }
  return report;
}

}  // namespace perfq::bench
