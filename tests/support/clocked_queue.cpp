#include "support/clocked_queue.hpp"

#include <doctest/doctest.h>

namespace perfq::test {

OpenOptions options_with(const ManualClock& clock, std::uint64_t seed) {
  return {.clock = clock.reader(),
          .random = SeededRandom(seed),
          .durability = Durability::normal,
          .sweep_interval = microseconds{0}};
}

ClockedQueue::ClockedQueue(TestStore in, std::uint64_t seed)
    : store(std::move(in)), clock(), queue(open(store.url, options_with(clock, seed))) {}

OpenOptions real_time_options() {
  return {.durability = Durability::normal, .sweep_interval = microseconds{0}};
}

JobId add(Queue& queue, const NewJob& job) {
  return queue.enqueue(job).job;
}

Claimed claim_one(Queue& queue, const std::string& worker, microseconds lease) {
  const ClaimAnswer answer = queue.claim({.worker = worker, .lease = lease});
  REQUIRE_MESSAGE(answer.jobs.size() == 1, "nothing to claim for " << worker);
  return answer.jobs.front();
}

std::vector<JobId> claim_ids(Queue& queue, const ClaimRequest& request) {
  std::vector<JobId> ids;
  for (const Claimed& claimed : queue.claim(request).jobs) ids.push_back(claimed.job.id);
  return ids;
}

void sweep(Queue& queue) {
  const ClaimAnswer answer = queue.claim({.queue = "nothing-is-ever-here", .worker = "sweeper"});
  REQUIRE(answer.jobs.empty());
}

Job look(Queue& queue, JobId job) {
  const auto found = queue.find(job);
  REQUIRE_MESSAGE(found.has_value(), "no job " << job);
  return *found;
}

}  // namespace perfq::test
