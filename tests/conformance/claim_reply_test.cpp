#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "a claim answers with the job as it now stands") {
  const JobId job = add(queue, {.kind = "compile", .payload = R"({"a": [1]})"});
  clock.advance(5s);
  const ClaimAnswer answer = queue.claim({.worker = "w1", .version = "v7", .lease = 90s});
  REQUIRE(answer.jobs.size() == 1);
  const Claimed& claimed = answer.jobs.front();
  CHECK(claimed.job.id == job);
  CHECK(claimed.job.kind == "compile");
  CHECK(claimed.job.payload == R"({"a": [1]})");
  CHECK(claimed.job.state == JobState::running);
  CHECK(claimed.attempt == 1);
  CHECK(claimed.steps_done.empty());
  CHECK(claimed.lease_expires_at == clock.now() + 90s);
  CHECK(claimed.lease().job == job);
  CHECK(claimed.lease().token == claimed.token);
}

TEST_CASE_FIXTURE(ClockedQueue, "a claimed job says who has it and until when") {
  add(queue);
  clock.advance(5s);
  queue.claim({.worker = "w1", .session = "s1", .version = "v7", .lease = 90s});
  const Job job = queue.list({}).front();
  CHECK(job.state == JobState::running);
  CHECK(job.worker == "w1");
  CHECK(job.session == "s1");
  CHECK(job.version == "v7");
  CHECK(job.leases == 1);
  CHECK(job.charged == 0);
  CHECK(job.claimed_at == clock.now());
  CHECK(job.started_at == clock.now());
  CHECK(job.lease_expires_at == clock.now() + 90s);
}

TEST_CASE_FIXTURE(ClockedQueue, "a lease lasts 60 s unless said otherwise") {
  add(queue);
  CHECK(claim_one(queue).lease_expires_at == clock.now() + 60s);
}

TEST_CASE_FIXTURE(ClockedQueue, "every claim of every job has a token of its own") {
  queue.enqueue(std::vector<NewJob>(100));
  std::set<std::string> tokens;
  for (const Claimed& claimed : queue.claim({.worker = "w1", .max = 99}).jobs)
    tokens.insert(claimed.token);
  const Claimed last = claim_one(queue);
  tokens.insert(last.token);
  queue.release({.lease = last.lease()});
  tokens.insert(claim_one(queue).token);
  CHECK(tokens.size() == 101);
  CHECK_FALSE(tokens.contains(""));
}

TEST_CASE_FIXTURE(ClockedQueue, "a claim gives at most what was asked for and what is there") {
  queue.enqueue(std::vector<NewJob>(7));
  CHECK(claim_ids(queue, {.worker = "w1", .max = 3}).size() == 3);
  CHECK(claim_ids(queue, {.worker = "w1", .max = 10'000}).size() == 4);
}

TEST_CASE_FIXTURE(ClockedQueue, "a claim looks into its queue only") {
  const JobId other = add(queue, {.queue = "other", .priority = 9});
  const JobId own = add(queue);
  CHECK(claim_ids(queue, {.worker = "w1", .max = 5}) == std::vector{own});
  CHECK(claim_ids(queue, {.queue = "other", .worker = "w1", .max = 5}) == std::vector{other});
}

TEST_CASE_FIXTURE(ClockedQueue, "a bare claim starts a session for itself") {
  queue.enqueue(std::vector<NewJob>(3));
  const ClaimAnswer together = queue.claim({.worker = "w1", .max = 2});
  const Claimed later = claim_one(queue);
  REQUIRE(together.jobs.size() == 2);
  CHECK_FALSE(later.job.session.empty());
  CHECK(together.jobs[0].job.session == together.jobs[1].job.session);
  CHECK(together.jobs[0].job.session != later.job.session);
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "what is out of its range in a claim is refused, and nothing given") {
  const JobId job = add(queue);
  const std::vector<ClaimRequest> bad{{.worker = ""},
                                      {.queue = "", .worker = "w1"},
                                      {.worker = std::string(256, 'w')},
                                      {.worker = std::string{"w\0", 2}},
                                      {.worker = "w1", .affinities = {"\xff"}},
                                      {.worker = "w1", .max = 0},
                                      {.worker = "w1", .max = 10'001},
                                      {.worker = "w1", .lease = 0us}};
  for (std::size_t i = 0; i < bad.size(); ++i)
    CHECK_MESSAGE(error_of([&] { queue.claim(bad[i]); }) == ErrorKind::invalid, i);
  CHECK(look(queue, job).leases == 0);
}
