#include "bench/workloads.hpp"

#include <algorithm>
#include <stop_token>
#include <string>
#include <sys/resource.h>
#include <thread>

namespace perfq::bench {

namespace {

// Whoever has just begun to wait looks often for some seconds (docs/decisions/0010).
constexpr int settled_after_s = 20;

std::int64_t own_cpu_us() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1'000'000 + used.ru_utime.tv_usec +
         used.ru_stime.tv_usec;
}

/// Of a process that ended meanwhile nothing is known.
std::int64_t used_between(const Spent& before, const Spent& after) {
  std::int64_t used_us = 0;
  for (const auto& [process, cpu_us] : after.cpu_us) {
    const auto was = before.cpu_us.find(process);
    used_us += cpu_us - (was == before.cpu_us.end() ? 0 : was->second);
  }
  return used_us;
}

/// Threads that wait for a job until they are stopped; nobody enqueues one.
std::vector<std::jthread> let_wait(Queue& queue, int workers) {
  std::vector<std::jthread> threads;
  for (int number = 0; number < workers; ++number)
    threads.emplace_back(
        [&queue, name = "worker-" + std::to_string(number)](const std::stop_token& stop) {
          while (!stop.stop_requested())
            queue.claim(
                {.queue = queue_name, .worker = name, .wait = std::chrono::hours{1}, .stop = stop});
        });
  return threads;
}

}  // namespace

Report idle(Place& place, const Options& options) {
  Queue queue = opener(place, options)();
  const auto threads = let_wait(queue, options.workers);
  std::this_thread::sleep_for(std::chrono::seconds{std::min(settled_after_s, 2 * options.seconds)});
  const auto began = Clock::now();
  const Spent before = place.spent();
  const std::int64_t cpu_before_us = own_cpu_us();
  std::this_thread::sleep_for(std::chrono::seconds{options.seconds});
  const std::int64_t cpu_us = own_cpu_us() - cpu_before_us;
  const Spent after = place.spent();
  const std::int64_t took_us = in_us(Clock::now() - began);
  Report report;
  report.seconds_us = took_us;
  report.idle = Idle{.transactions = after.transactions - before.transactions,
                     .server_cpu_us = used_between(before, after),
                     .client_cpu_us = cpu_us};
  return report;
}

}  // namespace perfq::bench
