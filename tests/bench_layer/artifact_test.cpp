#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// Two targets with three jobs each; here one is done, one runs here, one runs elsewhere.
struct BadForOneTarget : ClockedFleet {
  std::string here = this_machine_target();
  ClaimedBench own;
  ClaimedBench sibling;

  BadForOneTarget() {
    for (const char* id : {"c1", "c2"}) add_collector(id);
    fleet.add_collector({.id = "elsewhere", .target = "a-linux"});
    fleet.enqueue({.sha = "abc1234", .targets = {here, "a-linux"}, .profiles = {"a", "b", "c"}});
    fleet.enqueue({.sha = "next", .targets = {here}});
    queue.complete(claim_one("c2").claimed.lease());
    own = claim_one("c1");
    sibling = claim_one("c2");
  }

  Ack call_bad() { return fleet.fail_artifact(own.claimed.lease(), "404 for abc1234"); }

  /// The request's own events.
  int finishes() {
    int count = 0;
    for (const Event& event : queue.events(0, 1000))
      count += event.group == own.claimed.job.group &&
               (event.type == "request.finished" || event.type == "request.failed");
    return count;
  }
};

}  // namespace

TEST_CASE_FIXTURE(BadForOneTarget, "R5: a bad artifact fails what is open of its target at once") {
  const JobCounts before = fleet.status("abc1234").jobs;
  CHECK(before.succeeded == 1);
  CHECK(before.running == 2);
  CHECK(call_bad() == Ack::done);
  const RequestStatus after = fleet.status("abc1234");
  CHECK(after.group.state == GroupState::running);
  CHECK(after.jobs.succeeded == 1);
  CHECK(after.jobs.failed == 2);
  CHECK(after.jobs.queued == 3);
  CHECK(after.reason.find("its artifact is bad for " + here + ": 404 for abc1234") !=
        std::string::npos);
  for (const JobStatus& job : fleet.jobs("abc1234"))
    if (job.job.state == JobState::failed)
      CHECK(job.job.error == "the artifact is bad: 404 for abc1234");
  CHECK(claim_one("c1").bench->sha == "next");
}

TEST_CASE_FIXTURE(BadForOneTarget, "R5: the other target goes on, the request ends partial, once") {
  call_bad();
  CHECK(finishes() == 0);
  CHECK(work_off("elsewhere") == 3);
  const RequestStatus done = fleet.status("abc1234");
  CHECK(done.group.state == GroupState::finished);
  CHECK(done.group.outcome == GroupOutcome::partial);
  CHECK(done.group.finishes == 1);
  CHECK(finishes() == 1);
  CHECK(done.reason.find("2 of 6 jobs did not succeed; its artifact is bad") != std::string::npos);
}

TEST_CASE_FIXTURE(BadForOneTarget, "whoever runs such a job hears that its lease is lost") {
  call_bad();
  const Lease lease = sibling.claimed.lease();
  CHECK_FALSE(queue.heartbeat(std::array{lease}, 60s).front().renewed);
  CHECK(queue.complete(lease) == Ack::lease_lost);
  CHECK(queue.fail({.lease = lease, .error = "late"}) == Ack::lease_lost);
  CHECK(fleet.fail_artifact(lease, "late") == Ack::lease_lost);
  const Attempt attempt = fleet.job(lease.job).attempts.front();
  CHECK(attempt.outcome == Outcome::lost);
  CHECK(attempt.error == "the artifact is bad: 404 for abc1234");
}

TEST_CASE_FIXTURE(BadForOneTarget, "the same call again changes nothing") {
  call_bad();
  const std::size_t events = queue.events(0, 1000).size();
  CHECK(call_bad() == Ack::done);
  CHECK(queue.events(0, 1000).size() == events);
}

TEST_CASE_FIXTURE(BadForOneTarget, "a stale token changes nothing, of the other jobs neither") {
  clock.advance(60s);
  const ClaimedBench again = claim_one("c1");
  REQUIRE(again.claimed.job.id == own.claimed.job.id);
  CHECK(call_bad() == Ack::lease_lost);
  CHECK(fleet.status("abc1234").jobs.failed == 0);
  CHECK(queue.complete(again.claimed.lease()) == Ack::done);
  CHECK(call_bad() == Ack::lease_lost);
  CHECK(fleet.status("abc1234").jobs.failed == 0);
}

TEST_CASE_FIXTURE(BadForOneTarget, "a retry after it runs the jobs again, and the reason is gone") {
  call_bad();
  CHECK(fleet.retry("abc1234", true) == Change::done);
  CHECK(fleet.status("abc1234").reason.find("artifact") == std::string::npos);
  CHECK(work_off("c1") == 3);
}

TEST_CASE_FIXTURE(BadForOneTarget, "of a cancelled request nothing comes back or fails") {
  fleet.cancel("abc1234");
  CHECK(call_bad() == Ack::done);
  CHECK(fleet.status("abc1234").group.state == GroupState::cancelled);
  CHECK(fleet.status("abc1234").jobs.cancelled == 5);
}

TEST_CASE_FIXTURE(BadForOneTarget, "what is known of a bad artifact goes with its request") {
  call_bad();
  work_off("elsewhere");
  CHECK(fleet.prune("abc1234") == Change::done);
  CHECK(fleet.enqueue({.sha = "abc1234", .targets = {here}}).created);
  CHECK(fleet.status("abc1234").reason.find("artifact") == std::string::npos);
}

TEST_CASE_FIXTURE(ClockedFleet,
                  "R5: where no required target is left it fails, the next one runs") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234", .profiles = {"a", "b", "c"}});
  fleet.enqueue({.sha = "next"});
  CHECK(fleet.fail_artifact(claim_one("c1").claimed.lease(), "no such build\nand more") ==
        Ack::done);
  const RequestStatus failed = fleet.status("abc1234");
  CHECK(failed.group.state == GroupState::failed);
  CHECK(failed.group.finishes == 1);
  CHECK(failed.reason == "its artifact is bad for " + this_machine_target() + ": no such build");
  CHECK(work_off("c1") == 1);
  CHECK(fleet.status("next").group.outcome == GroupOutcome::complete);
}

TEST_CASE_FIXTURE(ClockedFleet, "a job of no request has no artifact") {
  add(queue);
  const Lease lease = perfq::test::claim_one(queue).lease();
  CHECK(error_of([&] { fleet.fail_artifact(lease, "no"); }) == ErrorKind::invalid);
  CHECK(fleet.fail_artifact({4242, "no-such"}, "no") == Ack::not_found);
  CHECK(queue.complete(lease) == Ack::done);
}
