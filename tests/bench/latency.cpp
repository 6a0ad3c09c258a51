#include "bench/fork.hpp"
#include "bench/workloads.hpp"

#include <thread>

namespace perfq::bench {

namespace {

constexpr auto interval = std::chrono::milliseconds{5};
constexpr auto patience = std::chrono::seconds{30};

using Samples = std::vector<Sample>;

/// Jobs bear the instant of just before their enqueue; the steady clock is the machine's.
Samples submit(Queue& queue, std::int64_t jobs, Clock::time_point start) {
  auto next = start;
  for (std::int64_t number = 0; number < jobs; ++number) {
    std::this_thread::sleep_until(next += interval);
    NewJob job = job_number(number);
    job.payload = std::to_string(Clock::now().time_since_epoch().count());
    queue.enqueue(job);
  }
  return {};
}

Samples work(Queue& queue, std::int64_t jobs, Clock::time_point start) {
  Samples samples;
  const ClaimRequest request{.queue = queue_name, .worker = "idle", .wait = patience};
  while (static_cast<std::int64_t>(samples.size()) < jobs) {
    const auto claimed = queue.claim(request).jobs;
    const auto now = Clock::now();
    if (claimed.empty()) break;
    const Clock::time_point sent{Clock::duration{std::stoll(claimed.front().job.payload)}};
    samples.push_back({in_us(now - start), in_us(now - sent)});
    queue.complete(claimed.front().lease());
  }
  return samples;
}

}  // namespace

Report latency(Place& place, const Options& options) {
  const auto open = opener(place, options);
  const auto all = fork_all(2, [&](int number, const std::function<Clock::time_point()>& ready) {
    Queue queue = open();
    queue.now();
    const auto start = ready();
    return number == 0 ? work(queue, options.jobs, start) : submit(queue, options.jobs, start);
  });
  Report report;
  report.samples = all.front();
  report.jobs = static_cast<std::int64_t>(report.samples.size());
  if (!report.samples.empty()) report.seconds_us = report.samples.back().ended_us;
  return report;
}

}  // namespace perfq::bench
