#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A black hole, a good worker, and more jobs than either takes.
struct BlackHole : ClockedQueue {
  BlackHole() { queue.enqueue(std::vector<NewJob>(20, {.max_attempts = 1})); }

  Lease claim(const std::string& worker = "hole") { return test::claim_one(queue, worker).lease(); }

  void fail(microseconds after = 10ms, const std::string& worker = "hole") {
    const Lease lease = claim(worker);
    clock.advance(after);
    REQUIRE(queue.fail({.lease = lease, .error = "no disk\nat all"}) == Ack::done);
  }

  void fail_in_a_row(int times) {
    for (int i = 0; i < times; ++i) fail();
  }

  bool quarantined(const std::string& worker = "hole") {
    return !queue.claim({.queue = "nothing-is-ever-here", .worker = worker}).refused.empty();
  }

  std::vector<Event> events(const std::string& type) {
    std::vector<Event> found = queue.events(0);
    std::erase_if(found, [&](const Event& event) { return event.type != type; });
    return found;
  }
};

}  // namespace

// S7 breaks with libqueue/store/quarantine.cpp:
//   s/most_failures_in_a_row = 5;/most_failures_in_a_row = 500;/
TEST_CASE_FIXTURE(BlackHole, "S7: five fast failures in a row, and it claims nothing for 10 min") {
  fail_in_a_row(4);
  CHECK_FALSE(quarantined());
  fail();
  const ClaimAnswer answer = queue.claim({.worker = "hole"});
  CHECK(answer.jobs.empty());
  CHECK(answer.refused ==
        "hole is quarantined because it failed 5 jobs in a row, each within 5 s of its claim, the "
        "last one with: no disk");
  clock.advance(10min - 1us);
  CHECK(queue.claim({.worker = "hole"}).jobs.empty());
  clock.advance(1us);
  CHECK(queue.claim({.worker = "hole"}).jobs.size() == 1);
}

TEST_CASE_FIXTURE(BlackHole, "its event tells the reason, and its failures are no registration") {
  fail_in_a_row(5);
  const auto quarantines = events("collector.quarantined");
  REQUIRE(quarantines.size() == 1);
  CHECK(quarantines.front().worker == "hole");
  CHECK(quarantines.front().data.find("it failed 5 jobs in a row") != std::string::npos);
  CHECK(events("collector.added").empty());
}

// S7 breaks with libqueue/store/claim.cpp: s/^  one.max = 1;//
TEST_CASE_FIXTURE(BlackHole, "the probe is one claim of one job, whatever is asked for") {
  fail_in_a_row(5);
  clock.advance(10min);
  const ClaimAnswer probe = queue.claim({.worker = "hole", .max = 9});
  REQUIRE(probe.jobs.size() == 1);
  CHECK_FALSE(queue.claim({.worker = "hole"}).refused.empty());
  REQUIRE(queue.complete(probe.jobs.front().lease()) == Ack::done);
  CHECK(events("collector.resumed").size() == 1);
  CHECK(queue.claim({.worker = "hole", .max = 2}).jobs.size() == 2);
}

TEST_CASE_FIXTURE(BlackHole, "a probe that fails fast costs another 10 min, and an event says so") {
  fail_in_a_row(5);
  clock.advance(10min);
  const JobId probe = queue.list({.state = JobState::queued, .limit = 100}).back().id;
  fail();
  CHECK(quarantined());
  const auto quarantines = events("collector.quarantined");
  REQUIRE(quarantines.size() == 2);
  CHECK(quarantines.back().data.find("its probe, job " + std::to_string(probe) + ", failed") !=
        std::string::npos);
  clock.advance(10min - 1us);
  CHECK(quarantined());
  clock.advance(1us);
  queue.complete(claim());
  CHECK_FALSE(quarantined());
}

TEST_CASE_FIXTURE(BlackHole, "brought back, it has five failures in a row again") {
  fail_in_a_row(5);
  clock.advance(10min);
  queue.complete(claim());
  fail_in_a_row(4);
  CHECK_FALSE(quarantined());
  fail();
  CHECK(quarantined());
}

TEST_CASE_FIXTURE(BlackHole,
                  "a probe that was handed back, lost or slow to fail is followed by one") {
  fail_in_a_row(5);
  clock.advance(10min);
  queue.release({.lease = claim()});
  claim();
  CHECK(quarantined());
  clock.advance(1min);
  fail(6s);
  CHECK_FALSE(quarantined());
}

TEST_CASE_FIXTURE(BlackHole, "what it claimed before its quarantine neither ends nor prolongs it") {
  const Lease good = claim();
  const Lease bad = claim();
  fail_in_a_row(5);
  queue.complete(good);
  queue.fail({.lease = bad, .error = "no"});
  CHECK(quarantined());
  clock.advance(10min);
  queue.complete(claim());
  CHECK_FALSE(quarantined());
}

TEST_CASE_FIXTURE(BlackHole, "a success in between and a slow failure start the count anew") {
  fail_in_a_row(4);
  queue.complete(claim());
  fail_in_a_row(4);
  CHECK_FALSE(quarantined());
  fail(5s);
  fail_in_a_row(4);
  CHECK_FALSE(quarantined());
  fail();
  CHECK(quarantined());
}

TEST_CASE_FIXTURE(BlackHole, "losses, releases and time limits count neither way") {
  fail_in_a_row(4);
  for (int i = 0; i < 3; ++i) queue.release({.lease = claim()});
  queue.fail({.lease = claim(), .error = "too slow", .timed_out = true});
  queue.claim({.worker = "hole", .lease = 1ms});
  clock.advance(1s);
  sweep(queue);
  CHECK_FALSE(quarantined());
  fail();
  CHECK(quarantined());
}

// S7 breaks with libqueue/store/quarantine.cpp: s/ \&\& row.flag(3))/)/
TEST_CASE_FIXTURE(ClockedQueue, "failures of one group only are its fault, not the worker's") {
  queue.enqueue_group("request", std::vector<NewJob>(9, {.max_attempts = 1}));
  const JobId alone = add(queue, {.priority = -1});
  for (int i = 0; i < 9; ++i) queue.fail({.lease = claim_one(queue).lease(), .error = "no"});
  CHECK(queue.claim({.queue = "other", .worker = "w1"}).refused.empty());
  const Lease lease = claim_one(queue).lease();
  CHECK(lease.job == alone);
  queue.fail({.lease = lease, .error = "no"});
  CHECK_FALSE(queue.claim({.queue = "other", .worker = "w1"}).refused.empty());
}

TEST_CASE_FIXTURE(BlackHole, "one failure with two workers bans nobody") {
  fail();
  fail(10ms, "other");
  CHECK_FALSE(quarantined());
  CHECK_FALSE(quarantined("other"));
}

TEST_CASE_FIXTURE(BlackHole, "it is resumed and drained by hand like any other") {
  fail_in_a_row(5);
  queue.resume("hole");
  fail_in_a_row(4);
  CHECK_FALSE(quarantined());
  fail();
  queue.drain("hole");
  clock.advance(1h);
  CHECK(queue.claim({.worker = "hole"}).refused == "hole is draining");
  queue.resume("hole");
  CHECK(queue.claim({.worker = "hole"}).jobs.size() == 1);
}

TEST_CASE_FIXTURE(ClockedQueue, "S7: a queue is not drained into failures") {
  constexpr int jobs = 100;
  queue.enqueue(std::vector<NewJob>(jobs, {.max_attempts = 1}));
  int claimed_by_hole = 0;
  int probes = 0;
  const Timestamp start = clock.now();
  for (int succeeded = 0; succeeded + claimed_by_hole < jobs;) {
    // A good job takes half a minute, a bad one no time.
    for (const Claimed& good : queue.claim({.worker = "good"}).jobs) {
      clock.advance(30s);
      REQUIRE(queue.complete(good.lease()) == Ack::done);
      ++succeeded;
    }
    for (int i = 0; i < 10; ++i)
      for (const Claimed& bad : queue.claim({.worker = "hole", .max = 3}).jobs) {
        queue.fail({.lease = bad.lease(), .error = "no disk"});
        ++claimed_by_hole;
      }
    probes = static_cast<int>((clock.now() - start) / 10min);
  }
  CHECK(claimed_by_hole >= 5 + probes - 1);
  // Three are claimed at once: the last claim before the quarantine may hold one more.
  CHECK(claimed_by_hole <= 6 + probes);
}
