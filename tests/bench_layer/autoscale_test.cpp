#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <perfq/autoscale.hpp>

#include <doctest/doctest.h>

#include <tuple>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

const std::string farm = "farm";

struct Farm : ClockedFleet {
  void enqueue(const std::string& sha, int jobs) {
    NewRequest request{.sha = sha, .targets = {farm}};
    for (int i = 0; i < jobs; ++i) request.profiles.push_back("unit-" + std::to_string(i));
    fleet.enqueue(request);
  }

  void add_worker(const std::string& id, int slots) {
    fleet.add_collector({.id = id, .target = farm, .slots = slots});
  }

  /// Of all that it may take; begun, so that a drain leaves them where they are.
  std::vector<Lease> take_all(const std::string& worker) {
    std::vector<Lease> leases;
    for (const ClaimedBench& job : fleet.claim({.collector = worker, .max = 100}).jobs)
      leases.push_back(job.claimed.lease());
    queue.heartbeat(leases, 60s);
    return leases;
  }

  Demand asked() { return demand(queue, farm); }

  std::int64_t desired(const Scaling& scaling) { return desired_workers(asked(), scaling); }
};

std::tuple<std::int64_t, std::int64_t, std::int64_t> work(const Demand& asked) {
  return {asked.demand, asked.running, asked.queued};
}

std::tuple<std::int64_t, std::int64_t> slots(const Demand& asked) {
  return {asked.live_slots, asked.draining_slots};
}

}  // namespace

// S5 breaks with migrations/sqlite/0002_bench.sql:
//   s/target, CASE state WHEN 'active' THEN slots ELSE 0 END/target, slots/
TEST_CASE_FIXTURE(Farm, "S5: the demand stays while the capacity shrinks from 64 to 32") {
  add_worker("w1", 32);
  add_worker("w2", 32);
  enqueue("abc1234", 64);
  CHECK(work(asked()) == std::tuple(64, 0, 64));
  CHECK(slots(asked()) == std::tuple(64, 0));
  CHECK(take_all("w1").size() == 32);
  CHECK(take_all("w2").size() == 32);
  CHECK(work(asked()) == std::tuple(64, 64, 0));

  fleet.drain_collector("w2", false);
  CHECK(work(asked()) == std::tuple(64, 64, 0));
  CHECK(slots(asked()) == std::tuple(32, 32));
  fleet.drain_collector("w2", true);
  CHECK(work(asked()) == std::tuple(64, 32, 32));
  CHECK(slots(asked()) == std::tuple(32, 0));
  CHECK(fleet.claim({.collector = "w2"}).refusal == FleetRefusal::draining);
  CHECK(desired({.slots_per_worker = 32}) == 2);
}

// S5 breaks with migrations/sqlite/0002_bench.sql:
//   s/ AND delayed = 1 AND substr/ AND delayed = 2 AND substr/
TEST_CASE_FIXTURE(Farm, "S5: jobs that back off or run without a worker are still asked for") {
  add_worker("w1", 3);
  enqueue("abc1234", 3);
  const auto leases = take_all("w1");
  REQUIRE(leases.size() == 3);
  queue.fail({.lease = leases[0], .error = "no space", .retry_in = 1h});
  CHECK(work(asked()) == std::tuple(3, 2, 1));
  // Nobody noticed yet that the other two leases ran out.
  clock.advance(10min);
  CHECK(work(asked()) == std::tuple(3, 2, 1));
  CHECK(slots(asked()) == std::tuple(0, 0));
  add_worker("w2", 3);
  CHECK(take_all("w2").size() == 2);
  CHECK(work(asked()) == std::tuple(3, 2, 1));
  CHECK(slots(asked()) == std::tuple(3, 0));
}

// S5 breaks with migrations/sqlite/0002_bench.sql:
//   s/ WHEN 'bench\/' THEN queued ELSE 0 END AS unpl/ WHEN 'bench' THEN 1 ELSE 0 END AS unpl/
TEST_CASE_FIXTURE(Farm, "S5: unplaceable is only what a new worker with all sets could not take") {
  enqueue("abc1234", 1);
  const std::string odd = "no set's number";
  const JobId labelled = add(queue, {.queue = "bench/farm", .affinity = odd});
  add(queue, {.queue = "bench/farm"});
  const JobId lost = add(queue, {.queue = "bench/", .affinity = "0"});
  CHECK(work(asked()) == std::tuple(3, 0, 3));
  CHECK(asked().unplaceable == 0);
  const auto all = demands(queue);
  REQUIRE(all.size() == 2);
  CHECK(all[0].target.empty());
  CHECK(work(all[0]) == std::tuple(0, 0, 1));
  CHECK(all[0].unplaceable == 1);
  CHECK(desired_workers(all[0], {}) == 0);

  add_worker("new", 100);
  CHECK(take_all("new").size() == 3);
  CHECK(look(queue, labelled).state == JobState::running);
  CHECK(look(queue, lost).state == JobState::queued);
}

// S6 breaks with migrations/sqlite/0002_bench.sql:
//   s/'queued' AND delayed = 0 AND substr/'queued' AND delayed = 2 AND substr/
TEST_CASE_FIXTURE(Farm, "S6: without a worker jobs are accepted, and the first worker takes them") {
  enqueue("abc1234", 1);
  CHECK(work(asked()) == std::tuple(1, 0, 1));
  CHECK(slots(asked()) == std::tuple(0, 0));
  CHECK(asked().unplaceable == 0);
  CHECK(desired({}) == 1);
  add_worker("first", 1);
  const auto leases = take_all("first");
  REQUIRE(leases.size() == 1);
  CHECK(work(asked()) == std::tuple(1, 1, 0));
  CHECK(queue.complete(leases.front()) == Ack::done);
  CHECK(work(asked()) == std::tuple(0, 0, 0));
  CHECK(slots(asked()) == std::tuple(1, 0));
}

TEST_CASE_FIXTURE(Farm, "a collector in quarantine, offline or removed is no capacity") {
  for (const char* sha : {"sha-1", "sha-2", "sha-3"}) enqueue(sha, 1);
  add_worker("bad", 1);
  add_worker("gone", 10);
  add_worker("good", 100);
  fleet.remove_collector("gone");
  CHECK(asked().live_slots == 101);
  for (int i = 0; i < 3; ++i) fleet.fail_artifact(take_all("bad").at(0), "the proxy is away");
  REQUIRE(fleet.collector("bad")->state == CollectorState::quarantined);
  CHECK(slots(asked()) == std::tuple(100, 0));
  clock.advance(180s);
  CHECK(asked().live_slots == 100);
  clock.advance(1us);
  CHECK(asked().live_slots == 0);
  CHECK(asked().demand == 3);
}

TEST_CASE("the workers that a demand wants, rounded up and within limits") {
  const auto workers = [](std::int64_t demand, const Scaling& scaling) {
    return desired_workers({.demand = demand}, scaling);
  };
  CHECK(workers(0, {}) == 0);
  CHECK(workers(64, {.slots_per_worker = 32}) == 2);
  CHECK(workers(65, {.slots_per_worker = 32}) == 3);
  CHECK(workers(1, {.slots_per_worker = 32}) == 1);
  CHECK(workers(0, {.min = 2}) == 2);
  CHECK(workers(100, {.min = 2, .max = 7}) == 7);
  CHECK(workers(5, {.max = 0}) == 0);
  CHECK(error_of([&] { workers(1, {.slots_per_worker = 0}); }) == ErrorKind::invalid);
  CHECK(error_of([&] { workers(1, {.min = -1}); }) == ErrorKind::invalid);
  CHECK(error_of([&] { workers(1, {.min = 3, .max = 2}); }) == ErrorKind::invalid);
}

TEST_CASE_FIXTURE(Farm, "a target needs a name; an unknown one asks for nothing") {
  CHECK(error_of([&] { demand(queue, ""); }) == ErrorKind::invalid);
  CHECK(work(demand(queue, "nowhere")) == std::tuple(0, 0, 0));
  CHECK(demand(queue, "nowhere").target == "nowhere");
  CHECK(demands(queue).empty());
}
