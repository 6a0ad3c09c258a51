#include "bench_layer/versions.hpp"

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(TwoVersions, "where its version has died out a request is pinned anew") {
  const Lease first = claim("c1", "v1").claimed.lease();
  queue.report_steps(first, std::array{StepReport{.step = "one", .state = StepState::done}});
  queue.complete(first, R"({"result":1})");
  queue.fail({.lease = claim("c1", "v1").claimed.lease(), .error = "bad", .permanent = true});
  clock.advance(15min - 1s);
  CHECK(required("c2", "v2") == "v1");
  CHECK(count_events("request.repinned") == 0);
  clock.advance(1s);
  finish_one("c2", "v2");
  CHECK(pinned() == "v2");
  CHECK(fleet.status("abc1234").jobs.queued == 2);
  const ClaimedBench again = claim("c2", "v2");
  CHECK(again.claimed.job.id == first.job);
  CHECK(again.claimed.attempt == 1);
  CHECK(again.claimed.steps_done.empty());
  CHECK(queue.attempts(first.job).front().outcome == Outcome::succeeded);
  CHECK(required("c1", "v1") == "v2");
}

TEST_CASE_FIXTURE(TwoVersions, "an event says from what to what, and how many jobs run again") {
  finish_one("c1", "v1");
  finish_one("c1", "v1");
  clock.advance(15min);
  claim("c2", "v2");
  CHECK(count_events("request.repinned") == 1);
  for (const Event& event : queue.events(0)) {
    if (event.type != "request.repinned") continue;
    CHECK(event.data == R"({"from":"v1","to":"v2","jobs":2})");
    CHECK(event.worker == "c2");
    CHECK(event.job == 0);
    CHECK(fleet.shas_of(std::array{event}).front() == "abc1234");
  }
}

TEST_CASE_FIXTURE(TwoVersions, "pinned anew it ends as any other, each job by one version") {
  finish_one("c1", "v1");
  clock.advance(15min);
  for (int i = 0; i < 3; ++i) finish_one("c2", "v2");
  CHECK(fleet.claim({.collector = "c2", .version = "v2"}).jobs.empty());
  const RequestStatus status = fleet.status("abc1234");
  CHECK(status.group.outcome == GroupOutcome::complete);
  CHECK(status.group.finishes == 1);
  for (const JobStatus& job : fleet.jobs("abc1234")) CHECK(job.attempts.back().version == "v2");
}

TEST_CASE_FIXTURE(TwoVersions, "a job of one that has finished opens it again, all of it") {
  for (int i = 0; i < 3; ++i) finish_one("c1", "v1");
  CHECK(queue.retry(fleet.jobs("abc1234").back().job.id) == Change::done);
  clock.advance(15min);
  CHECK(claim("c2", "v2").bench->profile == "c");
  CHECK(fleet.status("abc1234").group.state == GroupState::running);
  CHECK(fleet.status("abc1234").jobs.queued == 2);
}

TEST_CASE_FIXTURE(TwoVersions, "so does an optional job that is left of it") {
  const Group group = fleet.status("abc1234").group;
  queue.enqueue({.queue = "bench/" + this_machine_target(),
                 .rank = group.id,
                 .affinity = "0",
                 .group = group.id,
                 .required = false});
  for (int i = 0; i < 3; ++i) finish_one("c1", "v1");
  REQUIRE(fleet.status("abc1234").group.state == GroupState::finished);
  clock.advance(15min);
  for (int i = 0; i < 4; ++i) finish_one("c2", "v2");
  const RequestStatus status = fleet.status("abc1234");
  CHECK(status.group.finishes == 2);
  CHECK(status.jobs.succeeded == 4);
}

TEST_CASE_FIXTURE(TwoVersions, "what was cancelled, or done without a version, stays") {
  finish_one("c1", "");
  finish_one("c1", "v1");
  REQUIRE(queue.cancel(fleet.jobs("abc1234").back().job.id) == Change::done);
  REQUIRE(queue.retry(fleet.jobs("abc1234")[1].job.id) == Change::done);
  clock.advance(15min);
  CHECK(claim("c2", "v2").bench->profile == "b");
  const JobCounts jobs = fleet.status("abc1234").jobs;
  CHECK(jobs.succeeded == 1);
  CHECK(jobs.cancelled == 1);
}

TEST_CASE_FIXTURE(TwoVersions, "steps of an interrupted job are the old version's too") {
  const Lease lease = claim("c1", "v1").claimed.lease();
  queue.report_steps(lease, std::array{StepReport{.step = "one", .state = StepState::done}});
  clock.advance(16min);
  CHECK(claim("c1", "v2").claimed.steps_done.empty());
}

TEST_CASE_FIXTURE(TwoVersions, "any collector that is heard of keeps its version alive") {
  fleet.add_collector({.id = "elsewhere", .target = "another-target"});
  finish_one("c1", "v1");
  clock.advance(10min);
  fleet.claim({.collector = "elsewhere", .version = "v1"});
  clock.advance(10min);
  CHECK(required("c2", "v2") == "v1");
  clock.advance(5min);
  CHECK(required("c2", "v2").empty());
}

TEST_CASE_FIXTURE(TwoVersions, "so does a session that is heard of") {
  const std::string session = queue.start_session("c1", "v1", 60s);
  REQUIRE(queue.complete(claim("c1", "v1").claimed.lease()) == Ack::done);
  clock.advance(10min);
  queue.heartbeat({}, 60s, session);
  clock.advance(10min);
  CHECK(required("c2", "v2") == "v1");
  clock.advance(5min);
  CHECK(required("c2", "v2").empty());
}

TEST_CASE_FIXTURE(TwoVersions, "so does a lease, and for as long after its end") {
  claim("c1", "v1", 20min);
  clock.advance(34min);
  CHECK(required("c2", "v2") == "v1");
  clock.advance(1min);
  CHECK(required("c2", "v2").empty());
}

TEST_CASE_FIXTURE(TwoVersions, "so does what it ended, although it has other code now") {
  const ClaimedBench held = claim("c1", "v1", 1h);
  clock.advance(30min);
  queue.complete(held.claimed.lease());
  CHECK(required("c1", "v2") == "v1");
  clock.advance(15min);
  CHECK(required("c1", "v2").empty());
}
