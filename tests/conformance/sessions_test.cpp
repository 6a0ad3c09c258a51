#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "each session of a worker has an id of its own") {
  const std::string one = queue.start_session("w1", "v1", 60s);
  const std::string other = queue.start_session("w1", "v1", 60s);
  CHECK_FALSE(one.empty());
  CHECK(one != other);
}

TEST_CASE_FIXTURE(ClockedQueue, "a job claimed in a session bears it") {
  add(queue);
  const std::string session = queue.start_session("w1", "v1", 60s);
  const ClaimAnswer answer = queue.claim({.worker = "w1", .session = session, .version = "v1"});
  REQUIRE(answer.jobs.size() == 1);
  CHECK(answer.jobs[0].job.session == session);
  CHECK(queue.attempts(answer.jobs[0].job.id).at(0).session == session);
}

TEST_CASE_FIXTURE(ClockedQueue, "a session that ends releases what it holds, uncharged") {
  queue.enqueue(std::vector<NewJob>(5));
  const std::string session = queue.start_session("w1", "v1", 60s);
  const ClaimAnswer held = queue.claim({.worker = "w1", .session = session, .max = 4});
  REQUIRE(held.jobs.size() == 4);
  queue.complete(held.jobs[0].lease());
  const Claimed of_another = claim_one(queue, "w1");
  queue.end_session(session);
  CHECK(look(queue, held.jobs[0].job.id).state == JobState::succeeded);
  CHECK(look(queue, of_another.job.id).state == JobState::running);
  for (std::size_t i = 1; i < 4; ++i) {
    const Job job = look(queue, held.jobs[i].job.id);
    CHECK(job.state == JobState::queued);
    CHECK(job.outcome == Outcome::released);
    CHECK(job.charged == 0);
    CHECK(queue.complete(held.jobs[i].lease()) == Ack::lease_lost);
  }
  CHECK(claim_ids(queue, {.worker = "w2", .max = 9}).size() == 3);
}

TEST_CASE_FIXTURE(ClockedQueue, "a session that ends cancels what was to be cancelled") {
  const JobId job = add(queue);
  const std::string session = queue.start_session("w1", "v1", 60s);
  queue.claim({.worker = "w1", .session = session});
  queue.cancel(job);
  queue.end_session(session);
  CHECK(look(queue, job).state == JobState::cancelled);
}

TEST_CASE_FIXTURE(ClockedQueue, "to end a session twice, or one that never was, is no fault") {
  const std::string session = queue.start_session("w1", "v1", 60s);
  queue.end_session(session);
  queue.end_session(session);
  queue.end_session("never-was");
  CHECK(queue.list({}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a heartbeat may name the session alone") {
  const std::string session = queue.start_session("w1", "v1", 60s);
  CHECK(queue.heartbeat({}, 60s, session).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a session needs a worker's name") {
  CHECK(error_of([&] { queue.start_session("", "v1", 60s); }) == ErrorKind::invalid);
  CHECK(error_of([&] { queue.start_session("w\xff", "v1", 60s); }) == ErrorKind::invalid);
}

// S3 breaks with libqueue/queries/sqlite/claim.sql:
//   s/WHERE lease_expires_at_us <= $1/WHERE (lease_expires_at_us <= $1 OR worker IS $4)/
TEST_CASE_FIXTURE(ClockedQueue,
                  "S3: a machine at a dead one's address inherits none of its leases") {
  const JobId job = add(queue);
  const std::string dead = queue.start_session("10.0.0.7", "v1", 60s);
  const auto lost = queue.claim({.worker = "10.0.0.7", .session = dead}).jobs.at(0).lease();
  const std::string fresh = queue.start_session("10.0.0.7", "v1", 60s);
  CHECK(queue.claim({.worker = "10.0.0.7", .session = fresh}).jobs.empty());
  queue.heartbeat({}, 60s, fresh);
  queue.end_session(fresh);
  CHECK(look(queue, job).session == dead);
  clock.advance(60s);
  const std::string another = queue.start_session("10.0.0.7", "v1", 60s);
  CHECK(queue.claim({.worker = "10.0.0.7", .session = another}).jobs.size() == 1);
  CHECK(queue.complete(lost) == Ack::lease_lost);
}
