#include "service/queue_impl.hpp"
#include "store/sweep.hpp"
#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <set>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

// Q14 breaks with libqueue/queries/sqlite/jobs.sql:
//   /name: promote_due_jobs/,/RETURNING/ s/run_at_us <= $1/run_at_us < $1/
TEST_CASE_FIXTURE(ClockedQueue,
                  "a delayed job is claimable at just its time, and not a microsecond before") {
  const JobId job = add(queue, {.delay = 10s});
  CHECK(look(queue, job).run_at == clock.now() + 10s);
  clock.advance(10s - 1us);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  clock.advance(1us);
  CHECK(claim_ids(queue, {.worker = "w1"}) == std::vector{job});
}

TEST_CASE_FIXTURE(ClockedQueue, "a job due just now or earlier is claimable at once") {
  const JobId now = add(queue, {.run_at = clock.now()});
  const JobId past = add(queue, {.run_at = clock.now() - 1h});
  CHECK(claim_ids(queue, {.worker = "w1", .max = 5}) == std::vector{past, now});
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that fell due stands where its priority puts it") {
  const JobId low = add(queue, {.priority = 1});
  const JobId high = add(queue, {.priority = 2, .delay = 10s});
  clock.advance(10s);
  CHECK(claim_ids(queue, {.worker = "w1", .max = 2}) == std::vector{high, low});
}

TEST_CASE_FIXTURE(ClockedQueue, "a delayed job is still queued, and can be cancelled") {
  const JobId job = add(queue, {.delay = 10s});
  CHECK(look(queue, job).state == JobState::queued);
  CHECK(queue.cancel(job) == Change::done);
  clock.advance(11s);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "thousands of jobs that fall due at once are all claimed, each once") {
  queue.enqueue(std::vector<NewJob>(3500, NewJob{.delay = 10s}));
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  clock.advance(10s);
  std::set<JobId> claimed;
  while (true) {
    const std::vector<JobId> ids = claim_ids(queue, {.worker = "w1", .max = 500});
    if (ids.empty()) break;
    for (const JobId id : ids) CHECK_MESSAGE(claimed.insert(id).second, id);
  }
  CHECK(claimed.size() == 3500);
}

// Q14 breaks with libqueue/store/sweep.cpp: s/most_promoted = 1000;/most_promoted = 1000000;/
TEST_CASE_FIXTURE(ClockedQueue, "of those that fall due at once a sweep takes a thousand") {
  queue.enqueue(std::vector<NewJob>(2500, NewJob{.delay = 10s}));
  clock.advance(10s);
  std::vector<std::size_t> promoted;
  for (int i = 0; i < 4; ++i)
    promoted.push_back(queue.impl().write(Repeat::safe, store::sweep).promoted);
  CHECK(promoted == std::vector<std::size_t>{1000, 1000, 500, 0});
}
