#include "bench/workloads.hpp"
#include "service/queue_impl.hpp"
#include "store/enqueue.hpp"

#include <stdexcept>
#include <thread>

namespace perfq::bench {

namespace {

constexpr auto interval = std::chrono::milliseconds{5};
// Over and over another part of the half second between two looks.
constexpr auto polling_interval = std::chrono::milliseconds{730};
constexpr auto patience = std::chrono::seconds{30};

void enqueue_untold(Queue& queue, const NewJob& job) {
  queue.impl().write(Repeat::unsafe, [&](store::Context& context) {
    return store::enqueue(context, std::span{&job, 1}, {});
  });
}

/// Jobs bear the instant of just before their enqueue; the steady clock is the machine's.
void submit(Part& part, const Options& options) {
  auto next = part.start;
  for (std::int64_t number = 0; number < options.jobs; ++number) {
    std::this_thread::sleep_until(next += options.polling ? polling_interval : interval);
    NewJob job = job_number(number);
    job.payload = std::to_string(Clock::now().time_since_epoch().count());
    if (options.polling)
      enqueue_untold(part.queue, job);
    else
      part.queue.enqueue(job);
  }
}

void work(Part& part, std::int64_t jobs) {
  const ClaimRequest request{.queue = queue_name, .worker = "idle", .wait = patience};
  for (; jobs > 0; --jobs) {
    const auto claimed = part.queue.claim(request).jobs;
    const auto now = Clock::now();
    if (claimed.empty()) throw std::runtime_error("a job was enqueued, and none came for 30 s");
    const Clock::time_point sent{Clock::duration{std::stoll(claimed.front().job.payload)}};
    part.samples.push_back({in_us(now - part.start), in_us(now - sent)});
    part.queue.complete(claimed.front().lease());
  }
}

}  // namespace

Report latency(Place& place, const Options& options) {
  if (options.polling && place.database() == "sqlite")
    throw std::runtime_error("--polling takes a server's --db: on a file every write is seen");
  Options two = options;
  two.processes = true;
  two.workers = 2;
  return run_crew(opener(place, options), two, [&](Part& part) {
    part.number == 0 ? work(part, options.jobs) : submit(part, options);
  });
}

}  // namespace perfq::bench
