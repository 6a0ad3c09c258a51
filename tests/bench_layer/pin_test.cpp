#include "bench_layer/versions.hpp"

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(TwoVersions, "a request's jobs go to the version that claimed its first one") {
  CHECK(pinned().empty());
  finish_one("c1", "v1");
  CHECK(pinned() == "v1");
  const FleetAnswer refused = fleet.claim({.collector = "c2", .version = "v2"});
  CHECK(refused.refusal == FleetRefusal::wrong_version);
  CHECK(refused.required_version == "v1");
  CHECK(refused.sha == "abc1234");
  CHECK(refused.reason ==
        "request abc1234 is pinned to code version v1, collector c2 has v2: check out v1");
  CHECK(refused.jobs.empty());
  CHECK(fleet.status("abc1234").jobs.queued == 2);
  CHECK(count_events("job.claimed") == 1);
  CHECK(claim("c2", "v1").bench->profile == "b");
  CHECK(pinned() == "v1");
}

TEST_CASE_FIXTURE(TwoVersions, "one that is refused is heard of all the same") {
  finish_one("c1", "v1");
  clock.advance(1min);
  CHECK(required("c2", "v2") == "v1");
  const Collector refused = *fleet.collector("c2");
  CHECK(refused.version == "v2");
  CHECK(refused.last_seen_at == clock.now());
}

TEST_CASE_FIXTURE(TwoVersions, "one that gives no version neither pins nor is refused") {
  queue.complete(claim("c1", "").claimed.lease());
  CHECK(pinned().empty());
  queue.complete(claim("c1", "v1").claimed.lease());
  CHECK(pinned() == "v1");
  CHECK(claim("c2", "").bench->profile == "c");
}

TEST_CASE_FIXTURE(TwoVersions, "nothing is skipped: a later request of its version waits too") {
  fleet.enqueue({.sha = "later12"});
  finish_one("c1", "v1");
  CHECK(required("c2", "v2") == "v1");
  fleet.enqueue({.sha = "release", .kind = RequestKind::release});
  CHECK(claim("c2", "v2").bench->sha == "release");
}

TEST_CASE_FIXTURE(TwoVersions, "of many it gets those before the first one of another version") {
  fleet.change_collector({.id = "c2", .slots = 9});
  finish_one("c1", "v1");
  fleet.enqueue({.sha = "later12"});
  fleet.enqueue({.sha = "release", .kind = RequestKind::release, .profiles = {"a", "b"}});
  const FleetAnswer some = fleet.claim({.collector = "c2", .version = "v2", .max = 9});
  CHECK(some.refusal == FleetRefusal::none);
  REQUIRE(some.jobs.size() == 2);
  for (const ClaimedBench& job : some.jobs) CHECK(job.bench->sha == "release");
  CHECK(fleet.status("abc1234").jobs.running == 0);
  CHECK(fleet.status("later12").pinned_version.empty());
}

TEST_CASE_FIXTURE(TwoVersions, "its own interrupted job counts as the next one") {
  const JobId job = claim("c1", "v1").claimed.job.id;
  fleet.enqueue({.sha = "release", .kind = RequestKind::release});
  clock.advance(60s);
  CHECK(required("c1", "v2") == "v1");
  CHECK(look(queue, job).leases == 1);
  const ClaimedBench again = claim("c1", "v1");
  CHECK(again.claimed.job.id == job);
  CHECK(again.claimed.attempt == 2);
}

TEST_CASE_FIXTURE(TwoVersions, "one that waits is refused at once") {
  finish_one("c1", "v1");
  const FleetAnswer refused =
      fleet.claim({.collector = "c2", .version = "v2", .wait = std::chrono::hours{1}});
  CHECK(refused.refusal == FleetRefusal::wrong_version);
}

TEST_CASE_FIXTURE(TwoVersions, "a take-over stands although its claim is refused") {
  const ClaimedBench held = claim("c1", "v1");
  const FleetAnswer refused = fleet.claim({.collector = "c1", .version = "v2", .takeover = true});
  CHECK(refused.refusal == FleetRefusal::wrong_version);
  CHECK(queue.complete(held.claimed.lease()) == Ack::lease_lost);
}

TEST_CASE_FIXTURE(TwoVersions, "cancelled, and its failed jobs retried, it keeps its version") {
  finish_one("c1", "v1");
  queue.fail({.lease = claim("c1", "v1").claimed.lease(), .error = "broken", .permanent = true});
  fleet.cancel("abc1234");
  CHECK(pinned() == "v1");
  CHECK(fleet.retry("abc1234", true) == Change::done);
  CHECK(required("c2", "v2") == "v1");
}

TEST_CASE_FIXTURE(TwoVersions, "all its jobs anew, any version may take it") {
  for (int i = 0; i < 3; ++i) finish_one("c1", "v1");
  CHECK(fleet.retry("abc1234", false) == Change::done);
  CHECK(pinned().empty());
  finish_one("c2", "v2");
  CHECK(pinned() == "v2");
}

TEST_CASE_FIXTURE(TwoVersions, "not while one of them runs on under the old version") {
  finish_one("c1", "v1");
  claim("c1", "v1");
  CHECK(fleet.retry("abc1234", false) == Change::done);
  CHECK(pinned() == "v1");
}

TEST_CASE_FIXTURE(TwoVersions, "nor where one goes on with steps of the old version") {
  const Lease lease = claim("c1", "v1").claimed.lease();
  queue.report_steps(lease, std::array{StepReport{.step = "one", .state = StepState::done}});
  queue.fail({.lease = lease, .error = "broken", .permanent = true});
  CHECK(fleet.retry("abc1234", false) == Change::done);
  CHECK(pinned() == "v1");
}

TEST_CASE_FIXTURE(TwoVersions,
                  "where collectors of another version only are there, status says so") {
  finish_one("c1", "v1");
  CHECK_FALSE(fleet.status("abc1234").problem);
  CHECK(required("c2", "v2") == "v1");
  CHECK_FALSE(fleet.status("abc1234").problem);
  fleet.remove_collector("c1");
  CHECK(fleet.status("abc1234").problem ==
        "no live collector with code version v1 for set 0 of " + this_machine_target());
}
