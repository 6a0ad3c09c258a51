#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "an empty queue gives nothing, and refuses nobody") {
  const ClaimAnswer answer = queue.claim({.worker = "w1", .max = 10});
  CHECK(answer.jobs.empty());
  CHECK(answer.refused.empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "higher priority comes first") {
  const JobId low = add(queue, {.priority = -5});
  const JobId middle = add(queue);
  const JobId high = add(queue, {.priority = 7});
  CHECK(claim_ids(queue, {.worker = "w1", .max = 3}) == std::vector{high, middle, low});
}

TEST_CASE_FIXTURE(ClockedQueue, "among equal priorities lower rank comes first") {
  const JobId last = add(queue, {.rank = 2});
  const JobId first = add(queue, {.rank = -1});
  const JobId second = add(queue, {.rank = 1});
  const JobId over_all = add(queue, {.priority = 1, .rank = 9});
  CHECK(claim_ids(queue, {.worker = "w1", .max = 4}) == std::vector{over_all, first, second, last});
}

TEST_CASE_FIXTURE(ClockedQueue, "among equal ranks the one due first comes first") {
  const JobId now = add(queue);
  const JobId earlier = add(queue, {.run_at = clock.now() - 1s});
  const JobId lower_rank = add(queue, {.rank = -1, .run_at = clock.now() + 1s});
  clock.advance(2s);
  CHECK(claim_ids(queue, {.worker = "w1", .max = 3}) == std::vector{lower_rank, earlier, now});
}

TEST_CASE_FIXTURE(ClockedQueue, "among equals the one enqueued first comes first") {
  std::vector<JobId> ids;
  for (const Enqueued& enqueued : queue.enqueue(std::vector<NewJob>(50)))
    ids.push_back(enqueued.job);
  CHECK(claim_ids(queue, {.worker = "w1", .max = 50}) == ids);
}

TEST_CASE_FIXTURE(ClockedQueue, "the order holds over single claims as in one") {
  std::vector<JobId> expected;
  for (int priority = 5; priority > 0; --priority) expected.push_back(0);
  for (int priority = 1; priority <= 5; ++priority)
    expected[static_cast<std::size_t>(5 - priority)] = add(queue, {.priority = priority});
  for (const JobId job : expected) CHECK(claim_one(queue).job.id == job);
}

TEST_CASE_FIXTURE(ClockedQueue, "the order holds across affinities") {
  const JobId second = add(queue, {.priority = 2, .affinity = "a"});
  const JobId third = add(queue, {.priority = 1});
  const JobId first = add(queue, {.priority = 3, .affinity = "b"});
  CHECK(claim_ids(queue, {.worker = "w1", .affinities = {"a", "b"}, .max = 3}) ==
        std::vector{first, second, third});
}
