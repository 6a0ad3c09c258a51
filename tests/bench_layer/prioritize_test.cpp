#include "bench_layer/order_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

TEST_CASE_FIXTURE(OneLane,
                  "prioritize: a queued request moves, an equal priority changes nothing") {
  for (const char* sha : {"first", "second", "third"}) fleet.enqueue({.sha = sha});
  CHECK(fleet.prioritize("third", 25) == Change::done);
  CHECK(fleet.prioritize("third", 25) == Change::unchanged);
  CHECK(fleet.status("third").priority == 25);
  CHECK(fleet.prioritize("first", -1000) == Change::done);
  CHECK(order() == Shas{"third", "second", "first"});
}

TEST_CASE_FIXTURE(OneLane, "prioritize: what is not -1000 to 1000, or not there, is refused") {
  fleet.enqueue({.sha = "first"});
  CHECK(error_of([&] { fleet.prioritize("first", 1001); }) == ErrorKind::invalid);
  CHECK(error_of([&] { fleet.prioritize("first", -1001); }) == ErrorKind::invalid);
  CHECK(error_of([&] { fleet.prioritize("nothing", 1); }) == ErrorKind::not_found);
  CHECK(fleet.status("first").priority == 20);
}

TEST_CASE_FIXTURE(OneLane, "prioritize: a waiting request keeps it until it is ready") {
  fleet.enqueue({.sha = "waiting", .waiting = true});
  fleet.enqueue({.sha = "first"});
  CHECK(fleet.prioritize("waiting", 25) == Change::done);
  fleet.enqueue({.sha = "waiting"});
  CHECK(order() == Shas{"waiting", "first"});
}

TEST_CASE_FIXTURE(OneLane, "prioritize: a running request, its queued jobs and its released one") {
  fleet.enqueue({.sha = "running", .profiles = {"a", "b"}});
  const ClaimedBench job = claim_one("c1");
  fleet.enqueue({.sha = "other"});
  CHECK(fleet.prioritize("running", 5) == Change::done);
  queue.release({.lease = job.claimed.lease()});
  CHECK(taken() == Shas{"other", "running", "running"});
}

TEST_CASE_FIXTURE(OneLane, "prioritize: an ended request is refused, and keeps its priority") {
  fleet.enqueue({.sha = "failed"});
  fail("failed");
  fleet.enqueue({.sha = "finished"});
  taken();
  fleet.enqueue({.sha = "cancelled"});
  fleet.cancel("cancelled");
  for (const char* sha : {"failed", "finished", "cancelled"}) {
    CHECK(fleet.prioritize(sha, 5) == Change::refused);
    CHECK(fleet.status(sha).priority == 20);
  }
}

TEST_CASE_FIXTURE(OneLane, "lift: all the parents that are open come before a child's priority") {
  fleet.enqueue({.sha = "other"});
  fleet.enqueue({.sha = "top", .kind = RequestKind::try_});
  fleet.enqueue({.sha = "middle", .kind = RequestKind::try_, .parent = "top"});
  CHECK(by_position() == Shas{"other", "top", "middle"});
  fleet.enqueue({.sha = "1.99.0", .kind = RequestKind::release, .parent = "middle"});
  CHECK(fleet.status("top").priority == 10);
  CHECK(fleet.status("middle").reason ==
        "behind 1 request of the same priority that came first; lifted to priority 30, that of a "
        "child");
  CHECK(order() == Shas{"top", "middle", "1.99.0", "other"});
}

TEST_CASE_FIXTURE(OneLane, "lift: by a parent given later, by a child that becomes ready") {
  fleet.enqueue({.sha = "other"});
  fleet.enqueue({.sha = "try-1", .kind = RequestKind::try_});
  fleet.enqueue({.sha = "try-2", .kind = RequestKind::try_});
  fleet.enqueue({.sha = "adopted", .priority = 25});
  fleet.enqueue(
      {.sha = "waiting", .kind = RequestKind::release, .parent = "try-2", .waiting = true});
  CHECK(by_position() == Shas{"adopted", "other", "try-1", "try-2"});
  fleet.enqueue({.sha = "adopted", .parent = "try-1"});
  CHECK(by_position() == Shas{"try-1", "adopted", "other", "try-2"});
  fleet.enqueue({.sha = "waiting"});
  CHECK(order() == Shas{"try-2", "waiting", "try-1", "adopted", "other"});
}

TEST_CASE_FIXTURE(OneLane,
                  "lift: it ends when the child is cancelled, and is back with its retry") {
  fleet.enqueue({.sha = "other"});
  fleet.enqueue({.sha = "parent", .kind = RequestKind::try_});
  fleet.enqueue({.sha = "child", .kind = RequestKind::release, .parent = "parent"});
  CHECK(by_position() == Shas{"parent", "child", "other"});
  fleet.cancel("child");
  CHECK(by_position() == Shas{"other", "parent"});
  fleet.retry("child", false);
  CHECK(by_position() == Shas{"parent", "child", "other"});
  fleet.prioritize("child", 15);
  CHECK(by_position() == Shas{"other", "parent", "child"});
  fleet.prioritize("child", 21);
  CHECK(order() == Shas{"parent", "child", "other"});
}

TEST_CASE_FIXTURE(OneLane, "lift: a parent below its child's priority stays above it") {
  fleet.enqueue({.sha = "other"});
  fleet.enqueue({.sha = "parent"});
  fleet.enqueue({.sha = "child", .parent = "parent"});
  CHECK(fleet.prioritize("parent", 1) == Change::done);
  CHECK(fleet.status("parent").priority == 1);
  CHECK(order() == Shas{"other", "parent", "child"});
}
