#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

namespace {

/// A collector with a broken proxy, a good one, and more requests of two jobs than it takes.
struct Suspect : ClockedFleet {
  Suspect() {
    for (const char* id : {"c1", "c2"}) add_collector(id);
    for (const char* sha : {"sha-1", "sha-2", "sha-3", "sha-4"})
      fleet.enqueue({.sha = sha, .profiles = {"a", "b"}});
  }

  Lease call_bad() {
    const Lease lease = claim_one("c1").claimed.lease();
    REQUIRE(fleet.fail_artifact(lease, "the proxy is away") == Ack::done);
    return lease;
  }

  CollectorState state() { return fleet.collector("c1")->state; }

  std::vector<Event> quarantines() {
    std::vector<Event> found;
    for (const Event& event : queue.events(0, 1000))
      if (event.type == "collector.quarantined") found.push_back(event);
    return found;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Suspect, "R5: three requests in a row quarantine it and are put back") {
  call_bad();
  call_bad();
  CHECK(state() == CollectorState::idle);
  CHECK(fleet.status("sha-2").group.state == GroupState::failed);
  const Lease last = call_bad();
  CHECK(state() == CollectorState::quarantined);
  for (const char* sha : {"sha-1", "sha-2", "sha-3"}) {
    CHECK(fleet.status(sha).group.state == GroupState::running);
    CHECK(fleet.status(sha).jobs.queued == 2);
    CHECK(fleet.status(sha).reason.find("artifact") == std::string::npos);
    for (const JobStatus& job : fleet.jobs(sha)) {
      CHECK(job.job.charged == 0);
      CHECK(job.job.error.empty());
    }
  }
  CHECK(fleet.fail_artifact(last, "the proxy is away") == Ack::done);
  CHECK(fleet.status("sha-3").jobs.queued == 2);
}

TEST_CASE_FIXTURE(Suspect, "its event says why") {
  for (int i = 0; i < 3; ++i) call_bad();
  const auto events = quarantines();
  REQUIRE(events.size() == 1);
  CHECK(events.front().worker == "c1");
  CHECK(events.front().data.find("it called the artifacts of 3 requests bad in a row "
                                 "(sha-1, sha-2, sha-3)") != std::string::npos);
}

TEST_CASE_FIXTURE(Suspect, "quarantined it claims nothing, others run what was put back") {
  for (int i = 0; i < 3; ++i) call_bad();
  const FleetAnswer refused = fleet.claim({.collector = "c1"});
  CHECK(refused.refusal == FleetRefusal::draining);
  CHECK(refused.reason ==
        "collector c1 is quarantined because it called the artifacts of 3 requests bad in a row "
        "(sha-1, sha-2, sha-3): perfq collector resume c1");
  CHECK(work_off("c2") == 8);
  CHECK(fleet.status("sha-1").group.outcome == GroupOutcome::complete);
}

TEST_CASE_FIXTURE(Suspect, "resumed it runs again, and its count starts anew") {
  for (int i = 0; i < 3; ++i) call_bad();
  fleet.resume_collector("c1");
  CHECK(state() == CollectorState::idle);
  call_bad();
  call_bad();
  CHECK(state() == CollectorState::idle);
  fleet.resume_collector("c1");
  call_bad();
  call_bad();
  CHECK(state() == CollectorState::idle);
  CHECK(quarantines().size() == 1);
}

TEST_CASE_FIXTURE(Suspect, "a success of its own in between, and it is not suspect") {
  call_bad();
  call_bad();
  queue.complete(claim_one("c1").claimed.lease());
  call_bad();
  CHECK(state() == CollectorState::idle);
  CHECK(fleet.status("sha-1").group.state == GroupState::failed);
}

TEST_CASE_FIXTURE(Suspect, "another's success in between clears it of nothing") {
  call_bad();
  call_bad();
  queue.complete(claim_one("c2").claimed.lease());
  call_bad();
  CHECK(state() == CollectorState::quarantined);
  CHECK(fleet.status("sha-3").jobs.succeeded == 1);
  CHECK(fleet.status("sha-3").jobs.queued == 1);
}

TEST_CASE_FIXTURE(Suspect, "the same request three times over is one") {
  for (int i = 0; i < 3; ++i) {
    call_bad();
    fleet.retry("sha-1", true);
  }
  CHECK(state() == CollectorState::idle);
}

TEST_CASE_FIXTURE(Suspect, "what a quarantined one still runs and calls bad is put back at once") {
  fleet.change_collector({.id = "c1", .slots = 2});
  fleet.enqueue({.sha = "sha-0", .kind = RequestKind::release});
  const Lease still_runs = claim_one("c1").claimed.lease();
  for (int i = 0; i < 3; ++i) call_bad();
  CHECK(fleet.fail_artifact(still_runs, "the proxy is away") == Ack::done);
  CHECK(fleet.status("sha-0").jobs.queued == 1);
  CHECK(quarantines().size() == 1);
}

TEST_CASE_FIXTURE(Suspect, "only what failed by its calls is put back") {
  const ClaimedBench broken = claim_one("c2");
  queue.fail({.lease = broken.claimed.lease(), .error = "broken", .permanent = true});
  for (int i = 0; i < 3; ++i) call_bad();
  CHECK(fleet.status("sha-1").jobs.failed == 1);
  CHECK(fleet.status("sha-1").jobs.queued == 1);
}

TEST_CASE_FIXTURE(Suspect, "a request that was cancelled meanwhile stays so") {
  fleet.enqueue(
      {.sha = "both", .kind = RequestKind::release, .targets = {this_machine_target(), "a-linux"}});
  call_bad();
  fleet.cancel("both");
  call_bad();
  call_bad();
  CHECK(state() == CollectorState::quarantined);
  CHECK(fleet.status("both").group.state == GroupState::cancelled);
  CHECK(fleet.status("both").jobs.queued == 0);
  CHECK(fleet.status("sha-1").jobs.queued == 2);
}

namespace {

/// A collector on which every job fails at once, a good one, and a hundred requests.
struct BlackHoleFleet : ClockedFleet {
  BlackHoleFleet() {
    for (const char* id : {"hole", "good"}) add_collector(id);
    for (int i = 0; i < 100; ++i)
      fleet.enqueue({.sha = "sha-" + std::to_string(1000 + i), .max_attempts = 1});
  }

  bool fail_one() {
    const FleetAnswer answer = fleet.claim({.collector = "hole"});
    if (answer.jobs.empty()) return false;
    queue.fail({.lease = answer.jobs.front().claimed.lease(), .error = "no disk"});
    return true;
  }

  CollectorState state() { return fleet.collector("hole")->state; }
};

}  // namespace

TEST_CASE_FIXTURE(BlackHoleFleet, "S7: five fast failures and a probe each 10 min, no more") {
  int failed = 0;
  while (fail_one()) ++failed;
  CHECK(failed == 5);
  CHECK(state() == CollectorState::quarantined);
  for (int i = 0; i < 2; ++i) {
    clock.advance(std::chrono::minutes{10});
    while (fail_one()) ++failed;
  }
  CHECK(failed == 7);
  CHECK(work_off("good") == 93);
}

TEST_CASE_FIXTURE(BlackHoleFleet, "it is told why, until when, and what ends it") {
  while (fail_one()) {
  }
  const FleetAnswer refused = fleet.claim({.collector = "hole"});
  const Timestamp end = clock.now() + std::chrono::minutes{10};
  CHECK(refused.refusal == FleetRefusal::draining);
  CHECK(refused.quarantined_until == end);
  CHECK(refused.reason == "collector hole is quarantined until " + format_time(end) +
                              " because it failed 5 jobs in a row, each within 5 s of its claim, "
                              "the last one with: no disk: perfq collector resume hole");
}

TEST_CASE_FIXTURE(BlackHoleFleet, "a probe is one job, whatever its slots, and brings it back") {
  fleet.change_collector({.id = "hole", .slots = 3});
  while (fail_one()) {
  }
  clock.advance(std::chrono::minutes{10});
  const FleetAnswer probe = fleet.claim({.collector = "hole", .max = 3});
  REQUIRE(probe.jobs.size() == 1);
  CHECK(fleet.claim({.collector = "hole"}).refusal == FleetRefusal::draining);
  queue.complete(probe.jobs.front().claimed.lease());
  CHECK(state() == CollectorState::idle);
  CHECK(fleet.claim({.collector = "hole", .max = 3}).jobs.size() == 3);
}

TEST_CASE_FIXTURE(BlackHoleFleet, "resume ends it at once") {
  while (fail_one()) {
  }
  fleet.resume_collector("hole");
  CHECK(fail_one());
  CHECK(state() == CollectorState::idle);
}

TEST_CASE_FIXTURE(BlackHoleFleet,
                  "bad artifacts count for the other quarantine, which is stronger") {
  for (int i = 0; i < 4; ++i) REQUIRE(fail_one());
  const auto call_bad = [&] {
    fleet.fail_artifact(claim_one("hole").claimed.lease(), "the proxy is away");
  };
  for (int i = 0; i < 2; ++i) call_bad();
  CHECK(state() == CollectorState::idle);
  REQUIRE(fail_one());
  CHECK(state() == CollectorState::quarantined);
  clock.advance(std::chrono::minutes{10});
  call_bad();
  clock.advance(std::chrono::hours{24});
  const FleetAnswer refused = fleet.claim({.collector = "hole"});
  CHECK_FALSE(refused.quarantined_until.has_value());
  CHECK(refused.reason.find("artifacts of 3 requests bad in a row") != std::string::npos);
}

// S8 breaks with libqueue/queries/sqlite/claim.sql:
//   s/ NOT (avoid_worker IS $4/ NOT (1 = 0 AND avoid_worker IS $4/
TEST_CASE_FIXTURE(ClockedFleet, "S8: a retry of a pool's job goes to another collector first") {
  for (const char* id : {"c1", "c2"}) add_collector(id);
  fleet.enqueue({.sha = "sha-1"});
  const ClaimedBench failed = claim_one("c1");
  queue.fail({.lease = failed.claimed.lease(), .error = "no", .retry_in = microseconds{0}});
  CHECK(fleet.claim({.collector = "c1"}).jobs.empty());
  CHECK(claim_one("c2").claimed.job.id == failed.claimed.job.id);
}

TEST_CASE_FIXTURE(ClockedFleet, "a retry does not wait for a collector that serves other sets") {
  fleet.add_collector({.id = "c1", .sets = {0}});
  fleet.add_collector({.id = "c2", .sets = {1, 10}});
  fleet.enqueue({.sha = "sha-1"});
  const ClaimedBench failed = claim_one("c1");
  queue.fail({.lease = failed.claimed.lease(), .error = "no", .retry_in = microseconds{0}});
  CHECK(claim_one("c1").claimed.job.id == failed.claimed.job.id);
}
