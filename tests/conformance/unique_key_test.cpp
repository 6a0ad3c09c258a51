#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;

TEST_CASE_FIXTURE(ClockedQueue,
                  "a key that an unfinished job bears gives that job, queued or running") {
  const Enqueued first = queue.enqueue({.unique_key = "k"});
  CHECK(first.created);
  const Enqueued second = queue.enqueue({.unique_key = "k"});
  CHECK_FALSE(second.created);
  CHECK(second.job == first.job);
  claim_one(queue);
  const Enqueued third = queue.enqueue({.unique_key = "k"});
  CHECK_FALSE(third.created);
  CHECK(third.job == first.job);
  CHECK(queue.list({}).size() == 1);
}

TEST_CASE_FIXTURE(ClockedQueue, "a key in another queue, and no key, are something else") {
  CHECK(queue.enqueue({.unique_key = "k"}).created);
  CHECK(queue.enqueue({.queue = "other", .unique_key = "k"}).created);
  CHECK(queue.enqueue(NewJob{}).created);
  CHECK(queue.enqueue(NewJob{}).created);
}

// Q10 breaks with migrations/postgres/0001_queue.sql: /INDEX job_unique/,/;/ s/ AND state IN .*;/;/
TEST_CASE_FIXTURE(ClockedQueue, "a key is free again when its job ends, however it ends") {
  const Enqueued first = queue.enqueue({.unique_key = "k"});
  queue.complete(claim_one(queue).lease());
  const Enqueued second = queue.enqueue({.unique_key = "k"});
  CHECK(second.created);
  CHECK(second.job != first.job);
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .permanent = true});
  const Enqueued third = queue.enqueue({.unique_key = "k"});
  CHECK(third.created);
  queue.cancel(third.job);
  CHECK(queue.enqueue({.unique_key = "k"}).created);
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that is retried or released keeps its key meanwhile") {
  const Enqueued first = queue.enqueue({.unique_key = "k"});
  queue.fail({.lease = claim_one(queue).lease(), .error = "again"});
  CHECK(queue.enqueue({.unique_key = "k"}).job == first.job);
}

TEST_CASE_FIXTURE(ClockedQueue, "of one key twice in one call the second is the first one's job") {
  const JobId before = add(queue, {.unique_key = "old"});
  const std::vector<NewJob> jobs{
      {.unique_key = "new"}, {}, {.unique_key = "old"}, {.unique_key = "new"}, {}};
  const std::vector<Enqueued> enqueued = queue.enqueue(jobs);
  REQUIRE(enqueued.size() == 5);
  CHECK(enqueued[0].created);
  CHECK(enqueued[1].created);
  CHECK_FALSE(enqueued[2].created);
  CHECK(enqueued[2].job == before);
  CHECK_FALSE(enqueued[3].created);
  CHECK(enqueued[3].job == enqueued[0].job);
  CHECK(enqueued[4].created);
  CHECK(queue.list({}).size() == 4);
}
