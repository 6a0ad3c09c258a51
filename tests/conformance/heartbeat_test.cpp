#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

Renewal beat(Queue& queue, const Lease& lease, microseconds length = 60s) {
  const std::vector<Renewal> renewals = queue.heartbeat(std::array{lease}, length);
  REQUIRE(renewals.size() == 1);
  return renewals.front();
}

}  // namespace

TEST_CASE_FIXTURE(ClockedQueue, "a heartbeat renews the lease by the length that it names") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  clock.advance(20s);
  const Renewal renewal = beat(queue, lease, 45s);
  CHECK(renewal.renewed);
  CHECK_FALSE(renewal.cancel);
  CHECK_FALSE(renewal.drain);
  CHECK(renewal.lease.job == job);
  CHECK(renewal.lease.token == lease.token);
  CHECK(renewal.lease_expires_at == clock.now() + 45s);
  CHECK(look(queue, job).lease_expires_at == clock.now() + 45s);
}

// Q7 breaks with libqueue/queries/sqlite/jobs.sql: s/ min($1 + CASE/ min(claimed_at_us + CASE/
// Q7 breaks with libqueue/queries/postgres/jobs.sql:
//   s/ least({now} + CASE/ least(claimed_at_us + CASE/
TEST_CASE_FIXTURE(ClockedQueue,
                  "a job that runs a hundred times its lease with heartbeats is kept") {
  add(queue);
  const Lease lease = claim_one(queue).lease();
  for (int i = 0; i < 300; ++i) {
    clock.advance(20s);
    CHECK(beat(queue, lease).renewed);
    CHECK(claim_ids(queue, {.worker = "w2"}).empty());
  }
  CHECK(queue.complete(lease) == Ack::done);
  CHECK(queue.attempts(lease.job).size() == 1);
}

TEST_CASE_FIXTURE(ClockedQueue, "an expired lease that nobody took is renewed") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  clock.advance(10min);
  CHECK(beat(queue, lease).renewed);
  CHECK(claim_ids(queue, {.worker = "w2"}).empty());
  CHECK(look(queue, job).charged == 0);
}

TEST_CASE_FIXTURE(ClockedQueue, "one call renews many, and tells the lost ones apart") {
  queue.enqueue(std::vector<NewJob>(3));
  const ClaimAnswer claimed = queue.claim({.worker = "w1", .max = 3});
  REQUIRE(claimed.jobs.size() == 3);
  std::vector<Lease> leases;
  for (const Claimed& one : claimed.jobs) leases.push_back(one.lease());
  queue.complete(leases[1]);
  queue.cancel(leases[2].job);
  const Lease nowhere{leases[2].job + 1000, "t"};
  const std::vector<Renewal> renewals =
      queue.heartbeat(std::array{nowhere, leases[2], leases[1], leases[0]}, 60s);
  REQUIRE(renewals.size() == 4);
  CHECK_FALSE(renewals[0].renewed);
  CHECK(renewals[0].lease.job == nowhere.job);
  CHECK(renewals[1].renewed);
  CHECK(renewals[1].cancel);
  CHECK_FALSE(renewals[2].renewed);
  CHECK(renewals[3].renewed);
  CHECK_FALSE(renewals[3].cancel);
}

TEST_CASE_FIXTURE(ClockedQueue, "a stale lease is lost beside the live one of the same job") {
  const JobId job = add(queue);
  const Lease stale = claim_one(queue, "w1").lease();
  clock.advance(60s);
  const Lease live = claim_one(queue, "w2").lease();
  const std::vector<Renewal> renewals = queue.heartbeat(std::array{stale, live}, 60s);
  REQUIRE(renewals.size() == 2);
  CHECK_FALSE(renewals[0].renewed);
  CHECK_FALSE(renewals[0].lease_expires_at.has_value());
  CHECK(renewals[1].renewed);
  CHECK(look(queue, job).worker == "w2");
}

TEST_CASE_FIXTURE(ClockedQueue, "a heartbeat about nothing is no fault") {
  CHECK(queue.heartbeat({}, 60s).empty());
  CHECK(error_of([&] { queue.heartbeat({}, 999us); }) == ErrorKind::invalid);
}
