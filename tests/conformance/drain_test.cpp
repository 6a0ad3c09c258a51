#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "a drained worker claims nothing and is told why") {
  const JobId job = add(queue);
  queue.drain("w1");
  const ClaimAnswer answer = queue.claim({.worker = "w1"});
  CHECK(answer.jobs.empty());
  CHECK(answer.refused.find("drain") != std::string::npos);
  CHECK(look(queue, job).state == JobState::queued);
}

TEST_CASE_FIXTURE(ClockedQueue, "a drained worker doesn't wait either") {
  queue.drain("w1");
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(queue.claim({.worker = "w1", .wait = 20s}).refused.empty());
  CHECK(std::chrono::steady_clock::now() - start < 10s);
}

TEST_CASE_FIXTURE(ClockedQueue, "others go on, and so does it after resume") {
  const JobId one = add(queue);
  const JobId other = add(queue);
  queue.drain("w1");
  CHECK(claim_ids(queue, {.worker = "w2"}) == std::vector{one});
  queue.resume("w1");
  CHECK(claim_ids(queue, {.worker = "w1"}) == std::vector{other});
}

TEST_CASE_FIXTURE(ClockedQueue, "not even its own lapsed job is given to a drained worker") {
  const JobId job = add(queue);
  claim_one(queue, "w1");
  queue.drain("w1");
  clock.advance(60s);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  CHECK(claim_ids(queue, {.worker = "w2"}) == std::vector{job});
}

TEST_CASE_FIXTURE(ClockedQueue, "a drained worker finishes what it runs, and hears of it") {
  queue.enqueue(std::vector<NewJob>(2));
  const Lease drained = claim_one(queue, "w1").lease();
  const Lease other = claim_one(queue, "w2").lease();
  queue.drain("w1");
  const std::vector<Renewal> renewals = queue.heartbeat(std::array{drained, other}, 60s);
  REQUIRE(renewals.size() == 2);
  CHECK(renewals[0].renewed);
  CHECK(renewals[0].drain);
  CHECK(renewals[1].renewed);
  CHECK_FALSE(renewals[1].drain);
  CHECK(queue.complete(drained) == Ack::done);
}

TEST_CASE_FIXTURE(ClockedQueue, "drain and resume are no fault where nothing changes") {
  queue.resume("never-seen");
  queue.drain("w1");
  queue.drain("w1");
  queue.resume("w1");
  queue.resume("w1");
  add(queue);
  CHECK(claim_ids(queue, {.worker = "w1"}).size() == 1);
  CHECK(error_of([&] { queue.drain(""); }) == ErrorKind::invalid);
}
