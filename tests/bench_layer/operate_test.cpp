#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct TwoJobs : ClockedFleet {
  TwoJobs() {
    add_collector("c1");
    fleet.enqueue({.sha = "abc1234", .profiles = {"a", "b"}, .max_attempts = 1});
  }

  GroupState state() { return fleet.status("abc1234").group.state; }
};

}  // namespace

TEST_CASE_FIXTURE(TwoJobs, "cancelled at once, the queued jobs too; the running one hears of it") {
  const ClaimedBench running = claim_one("c1");
  CHECK(fleet.cancel("abc1234") == Change::done);
  CHECK(state() == GroupState::cancelled);
  CHECK(fleet.status("abc1234").jobs.cancelled == 1);
  const auto renewals = queue.heartbeat(std::array{running.claimed.lease()}, 60s);
  CHECK(renewals.front().cancel);
  CHECK(queue.release({.lease = running.claimed.lease()}) == Ack::done);
  CHECK(fleet.status("abc1234").jobs.cancelled == 2);
  CHECK(state() == GroupState::cancelled);
  CHECK(fleet.cancel("abc1234") == Change::unchanged);
}

TEST_CASE_FIXTURE(TwoJobs, "a completion that commits stands, the request stays cancelled") {
  const ClaimedBench running = claim_one("c1");
  fleet.cancel("abc1234");
  CHECK(queue.complete(running.claimed.lease()) == Ack::done);
  CHECK(fleet.status("abc1234").jobs.succeeded == 1);
  CHECK(state() == GroupState::cancelled);
}

TEST_CASE_FIXTURE(TwoJobs, "a finished request can't be cancelled") {
  CHECK(work_off("c1") == 2);
  CHECK(state() == GroupState::finished);
  CHECK(fleet.cancel("abc1234") == Change::refused);
  CHECK(error_of([&] { fleet.cancel("nothing"); }) == ErrorKind::not_found);
}

TEST_CASE_FIXTURE(TwoJobs, "retry of all, and of the failed ones") {
  queue.fail({.lease = claim_one("c1").claimed.lease(), .error = "broken"});
  CHECK(work_off("c1") == 1);
  CHECK(fleet.status("abc1234").group.outcome == GroupOutcome::partial);

  CHECK(fleet.retry("abc1234", true) == Change::done);
  CHECK(state() == GroupState::running);
  CHECK(fleet.status("abc1234").jobs.queued == 1);
  CHECK(work_off("c1") == 1);
  const RequestStatus whole = fleet.status("abc1234");
  CHECK(whole.group.outcome == GroupOutcome::complete);
  CHECK(whole.group.finishes == 2);
  CHECK(fleet.retry("abc1234", true) == Change::unchanged);

  CHECK(fleet.retry("abc1234", false) == Change::done);
  CHECK(work_off("c1") == 2);
  CHECK(fleet.status("abc1234").group.finishes == 3);
}

TEST_CASE_FIXTURE(TwoJobs, "a whole retry forgets the steps of what had succeeded") {
  const ClaimedBench job = claim_one("c1");
  const std::array steps{StepReport{.step = "one", .state = StepState::done}};
  queue.report_steps(job.claimed.lease(), steps);
  queue.complete(job.claimed.lease());
  work_off("c1");
  fleet.retry("abc1234", false);
  CHECK(claim_one("c1").claimed.steps_done.empty());
}

TEST_CASE_FIXTURE(TwoJobs, "a cancelled request is retried, also what runs on unheard") {
  const ClaimedBench running = claim_one("c1");
  fleet.cancel("abc1234");
  CHECK(fleet.retry("abc1234", false) == Change::done);
  CHECK(state() == GroupState::running);
  CHECK_FALSE(queue.heartbeat(std::array{running.claimed.lease()}, 60s).front().cancel);
  queue.complete(running.claimed.lease());
  CHECK(work_off("c1") == 1);
  CHECK(fleet.status("abc1234").group.outcome == GroupOutcome::complete);
}

TEST_CASE_FIXTURE(ClockedFleet, "a request cancelled before it was ready waits again") {
  fleet.enqueue({.sha = "abc1234", .waiting = true});
  CHECK(fleet.retry("abc1234", false) == Change::unchanged);
  CHECK(fleet.cancel("abc1234") == Change::done);
  CHECK(fleet.enqueue({.sha = "abc1234"}).state == GroupState::cancelled);
  CHECK(fleet.retry("abc1234", false) == Change::done);
  CHECK(fleet.enqueue({.sha = "abc1234"}).state == GroupState::queued);
}
