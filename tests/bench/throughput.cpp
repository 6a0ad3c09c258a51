#include "bench/workloads.hpp"

#include <algorithm>
#include <limits>

namespace perfq::bench {

namespace {

constexpr int waiting_jobs = 50;

ClaimRequest request_of(const Part& part, int batch) {
  return {.queue = queue_name, .worker = "worker-" + std::to_string(part.number), .max = batch};
}

std::vector<Completion> completions_of(const std::vector<Claimed>& jobs) {
  std::vector<Completion> completions;
  for (const Claimed& job : jobs) completions.push_back({job.lease(), R"({"ok":true})"});
  return completions;
}

/// What of the jobs is this worker's.
std::int64_t share(const Options& options, int number) {
  return options.jobs / options.workers + (number < options.jobs % options.workers);
}

}  // namespace

Report enqueue(Place& place, const Options& options) {
  return run_crew(opener(place, options), options, [&](Part& part) {
    for (std::int64_t left = share(options, part.number); left > 0;) {
      std::vector<NewJob> batch;
      for (; left > 0 && static_cast<int>(batch.size()) < options.batch; --left)
        batch.push_back(job_number(left));
      part.measure([&] { return static_cast<std::int64_t>(part.queue.enqueue(batch).size()); });
    }
  });
}

Report drain(Place& place, const Options& options) {
  fill_blocked(place, options, options.blocked);
  fill(place, options, options.jobs + options.behind);
  place.settle();
  return run_crew(opener(place, options), options, [&](Part& part) {
    const ClaimRequest request = request_of(part, options.batch);
    std::vector<Claimed> held = part.queue.claim(request).jobs;
    const std::int64_t enough =
        options.behind > 0 ? share(options, part.number) : std::numeric_limits<std::int64_t>::max();
    for (std::int64_t done = 0; !held.empty() && done < enough;)
      part.measure([&] {
        auto [acks, claimed] = part.queue.complete_and_claim(completions_of(held), request);
        held = std::move(claimed.jobs);
        const auto ended = std::count(acks.begin(), acks.end(), Ack::done);
        done += ended;
        return ended;
      });
  });
}

Report steady(Place& place, const Options& options) {
  fill(place, options, waiting_jobs);
  const auto duration = std::chrono::seconds{options.seconds};
  return run_crew(opener(place, options), options, [&](Part& part) {
    const ClaimRequest request = request_of(part, 1);
    for (std::int64_t number = 0; Clock::now() - part.start < duration; ++number)
      part.measure([&] {
        part.queue.enqueue(job_number(number));
        const auto acks = part.queue.complete(completions_of(part.queue.claim(request).jobs));
        return std::count(acks.begin(), acks.end(), Ack::done);
      });
  });
}

}  // namespace perfq::bench
