#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>
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

// It fails where SQLite takes several rows at a time and looks at one of them (the look of
// enqueue_job in queries/sqlite/jobs.sql).
TEST_CASE_FIXTURE(ClockedQueue,
                  "many jobs of one call, with borne keys among them, keep their order") {
  const JobId before = add(queue, {.unique_key = "1"});
  std::vector<NewJob> jobs;
  for (int i = 0; i < 47; ++i)
    jobs.push_back(
        {.payload = std::to_string(i), .unique_key = i % 3 == 0 ? std::to_string(i % 5) : ""});
  const std::vector<Enqueued> enqueued = queue.enqueue(jobs);
  REQUIRE(enqueued.size() == jobs.size());
  std::map<std::string, JobId> bearers{{"1", before}};
  JobId last_plain = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    CAPTURE(i);
    const std::string& key = jobs[i].unique_key;
    const bool is_new = key.empty() || bearers.count(key) == 0;
    CHECK(enqueued[i].created == is_new);
    if (is_new) CHECK(queue.find(enqueued[i].job)->payload == jobs[i].payload);
    if (!key.empty()) CHECK(bearers.emplace(key, enqueued[i].job).first->second == enqueued[i].job);
    if (key.empty()) CHECK(std::exchange(last_plain, enqueued[i].job) < enqueued[i].job);
  }
  CHECK(queue.list({}).size() == 31 + 5);
}
