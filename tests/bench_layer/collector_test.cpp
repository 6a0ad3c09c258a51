#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedFleet, "the same collector again changes nothing, another is a conflict") {
  const NewCollector collector{
      .id = "c1", .target = "a-linux", .sets = {1, 0}, .slots = 2, .labels = {{"rack", "7"}}};
  CHECK(fleet.add_collector(collector));
  CHECK_FALSE(fleet.add_collector(collector));
  NewCollector other = collector;
  other.slots = 3;
  CHECK(error_of([&] { fleet.add_collector(other); }) == ErrorKind::conflict);
  CHECK(message_of([&] { fleet.add_collector(other); }).find("slots 2, not 3") !=
        std::string::npos);
  const auto found = fleet.collector("c1");
  REQUIRE(found);
  CHECK(found->sets == std::vector{0, 1});
  CHECK(found->labels.at("rack") == "7");
  CHECK(fleet.labelled("rack", "7") == std::vector<std::string>{"c1"});
  CHECK(fleet.labelled("rack", "8").empty());
}

TEST_CASE_FIXTURE(ClockedFleet, "bad data is refused") {
  CHECK(error_of([&] { fleet.add_collector({.id = ""}); }) == ErrorKind::invalid);
  CHECK(error_of([&] { fleet.add_collector({.id = "c", .sets = {-1}}); }) == ErrorKind::invalid);
  CHECK(error_of([&] { fleet.add_collector({.id = "c", .slots = 0}); }) == ErrorKind::invalid);
}

TEST_CASE_FIXTURE(ClockedFleet, "a change changes what is given") {
  fleet.add_collector({.id = "c1", .target = "a-linux", .labels = {{"rack", "7"}}});
  fleet.change_collector({.id = "c1", .sets = {2}, .slots = 0});
  const auto changed = fleet.collector("c1");
  REQUIRE(changed);
  CHECK(changed->target == "a-linux");
  CHECK(changed->sets == std::vector{2});
  CHECK(changed->slots == 1);
  CHECK(changed->labels.size() == 1);
  CHECK(error_of([&] { fleet.change_collector({.id = "c2"}); }) == ErrorKind::not_found);
}

TEST_CASE_FIXTURE(ClockedFleet, "its state says what it is up to") {
  const auto state = [&] { return std::string{to_text(fleet.collector("c1")->state)}; };
  add_collector("c1");
  CHECK(state() == "idle");
  clock.advance(181s);
  CHECK(state() == "offline");
  fleet.enqueue({.sha = "abc1234"});
  const ClaimedBench job = claim_one("c1");
  CHECK(state() == "busy");
  CHECK(fleet.collector("c1")->last_seen_at == clock.now());
  queue.heartbeat(std::array{job.claimed.lease()}, 60s);
  fleet.drain_collector("c1", false);
  CHECK(state() == "draining");
  clock.advance(10s);
  queue.complete(job.claimed.lease());
  CHECK(state() == "drained");
  fleet.resume_collector("c1");
  CHECK(state() == "idle");
  CHECK(fleet.collector("c1")->done == 1);
  CHECK(fleet.collector("c1")->average_job_s == 10.0);
}

TEST_CASE_FIXTURE(ClockedFleet, "draining claims nothing, also for one that waits") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234"});
  fleet.drain_collector("c1", false);
  const FleetAnswer refused = fleet.claim({.collector = "c1", .wait = 10min});
  CHECK(refused.refusal == FleetRefusal::draining);
  CHECK(refused.reason.find("draining") != std::string::npos);
  fleet.resume_collector("c1");
  claim_one("c1");
}

// Q19 breaks with libqueue/queries/common/bench_collectors.sql:
//   s/ AND j.begun = 0/ AND j.begun = 2/
TEST_CASE_FIXTURE(ClockedFleet, "draining hands back at once what was claimed and not begun") {
  add_collector("c1", 2);
  add_collector("c2");
  fleet.enqueue({.sha = "abc1234", .profiles = {"a", "b"}});
  const ClaimedBench begun = claim_one("c1");
  const ClaimedBench unbegun = claim_one("c1");
  queue.heartbeat(std::array{begun.claimed.lease()}, 60s);
  fleet.drain_collector("c1", false);
  CHECK(queue.complete(unbegun.claimed.lease()) == Ack::lease_lost);
  CHECK(claim_one("c2").claimed.job.id == unbegun.claimed.job.id);
  CHECK(queue.complete(begun.claimed.lease()) == Ack::done);
}

TEST_CASE_FIXTURE(ClockedFleet, "draining now hands back what runs, uncharged") {
  add_collector("c1");
  add_collector("c2");
  fleet.enqueue({.sha = "abc1234"});
  const ClaimedBench job = claim_one("c1");
  fleet.drain_collector("c1", true);
  CHECK(queue.complete(job.claimed.lease()) == Ack::lease_lost);
  CHECK(claim_one("c2").claimed.attempt == 1);
}

TEST_CASE_FIXTURE(ClockedFleet, "a removed collector is unknown until it is added again") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234"});
  CHECK(work_off("c1") == 1);
  fleet.enqueue({.sha = "def1234"});
  fleet.remove_collector("c1");
  CHECK(fleet.claim({.collector = "c1"}).refusal == FleetRefusal::unknown_collector);
  CHECK_FALSE(fleet.collector("c1"));
  CHECK(fleet.collectors().empty());
  CHECK(error_of([&] { fleet.remove_collector("c1"); }) == ErrorKind::not_found);
  CHECK(error_of([&] { fleet.drain_collector("c1", false); }) == ErrorKind::not_found);
  CHECK(error_of([&] { fleet.resume_collector("c1"); }) == ErrorKind::not_found);
  CHECK(fleet.results("abc1234").front().collector == "c1");
  CHECK(fleet.add_collector({.id = "c1", .slots = 5}));
  CHECK(fleet.collector("c1")->done == 1);
  CHECK(work_off("c1") == 1);
}
