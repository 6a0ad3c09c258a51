#include "bench_layer/order_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

using namespace perfq;
using namespace perfq::test;

namespace {

struct Chain : OneLane {
  std::vector<NewRequest> chain;  ///< each before its parent

  /// The SHAs in the order that is right.
  Shas make(int length) {
    Shas oldest_first;
    for (int i = 0; i < length; ++i) {
      oldest_first.push_back("commit-" + std::to_string(1000 + i));
      chain.push_back({.sha = oldest_first.back(), .parent = "commit-" + std::to_string(999 + i)});
    }
    std::reverse(chain.begin(), chain.end());
    return oldest_first;
  }
};

}  // namespace

TEST_CASE_FIXTURE(OneLane, "order: a release, then masters, then tries, as they came") {
  fleet.enqueue({.sha = "try-1", .kind = RequestKind::try_});
  fleet.enqueue({.sha = "master-1"});
  fleet.enqueue({.sha = "master-2"});
  fleet.enqueue({.sha = "given", .kind = RequestKind::try_, .priority = 20});
  fleet.enqueue({.sha = "try-2", .kind = RequestKind::try_});
  fleet.enqueue({.sha = "1.99.0", .kind = RequestKind::release});
  CHECK(order() == Shas{"1.99.0", "master-1", "master-2", "given", "try-1", "try-2"});
}

TEST_CASE_FIXTURE(OneLane, "order: children that came before their parent stand just behind it") {
  fleet.enqueue({.sha = "grandchild", .parent = "child-1"});
  fleet.enqueue({.sha = "child-2", .parent = "parent"});
  fleet.enqueue({.sha = "other-1"});
  fleet.enqueue({.sha = "child-1", .parent = "parent"});
  CHECK(by_position() == Shas{"child-2", "other-1", "child-1", "grandchild"});
  fleet.enqueue({.sha = "other-2"});
  fleet.enqueue({.sha = "parent", .parent = "unknown"});
  fleet.enqueue({.sha = "other-3"});
  CHECK(fleet.status("child-2").reason ==
        "behind 3 requests of the same priority that go first, as its parent parent does");
  CHECK(order() ==
        Shas{"other-1", "other-2", "parent", "child-2", "child-1", "grandchild", "other-3"});
}

TEST_CASE_FIXTURE(OneLane, "order: a parent that is unknown, waits, failed or ended holds nobody") {
  fleet.enqueue({.sha = "failed"});
  fail("failed");
  fleet.enqueue({.sha = "finished"});
  CHECK(taken() == Shas{"finished"});
  fleet.enqueue({.sha = "of-unknown", .parent = "unknown"});
  fleet.enqueue({.sha = "of-waiting", .parent = "waiting"});
  fleet.enqueue({.sha = "of-failed", .parent = "failed"});
  fleet.enqueue({.sha = "of-finished", .parent = "finished"});
  fleet.enqueue({.sha = "of-cancelled", .parent = "cancelled"});
  fleet.enqueue({.sha = "waiting", .waiting = true});
  fleet.enqueue({.sha = "later"});
  fleet.enqueue({.sha = "cancelled"});
  fleet.cancel("cancelled");
  CHECK(order() ==
        Shas{"of-unknown", "of-waiting", "of-failed", "of-finished", "of-cancelled", "later"});
}

TEST_CASE_FIXTURE(OneLane, "order: who waits for a parent that is cancelled takes its place back") {
  fleet.enqueue({.sha = "child", .parent = "parent"});
  fleet.enqueue({.sha = "other"});
  fleet.enqueue({.sha = "parent"});
  CHECK(by_position() == Shas{"other", "parent", "child"});
  fleet.cancel("parent");
  CHECK(by_position() == Shas{"child", "other"});
  fleet.retry("parent", false);
  CHECK(order() == Shas{"other", "parent", "child"});
}

TEST_CASE_FIXTURE(OneLane, "order: a parent that becomes ready, or is given later, goes first") {
  fleet.enqueue({.sha = "child", .parent = "parent"});
  fleet.enqueue({.sha = "orphan"});
  fleet.enqueue({.sha = "parent", .waiting = true});
  fleet.enqueue({.sha = "other"});
  CHECK(by_position() == Shas{"child", "orphan", "other"});
  fleet.enqueue({.sha = "parent"});
  CHECK(by_position() == Shas{"orphan", "parent", "child", "other"});
  fleet.enqueue({.sha = "orphan", .parent = "other"});
  CHECK(order() == Shas{"parent", "child", "other", "orphan"});
}

TEST_CASE_FIXTURE(OneLane, "order: a failed parent that is retried goes before its child") {
  fleet.enqueue({.sha = "parent"});
  fail("parent");
  fleet.enqueue({.sha = "child", .parent = "parent"});
  fleet.retry("parent", false);
  CHECK(taken() == Shas{"parent", "child"});
}

TEST_CASE_FIXTURE(Chain, "order: a whole chain from its end, in one call or in many") {
  const Shas oldest_first = make(25);
  SUBCASE("in one") {
    fleet.enqueue(chain);
  }
  SUBCASE("in many") {
    for (const NewRequest& request : chain) fleet.enqueue(request);
  }
  SUBCASE("ready in one") {
    auto waiting = chain;
    for (NewRequest& request : waiting) request.waiting = true;
    fleet.enqueue(waiting);
    fleet.enqueue(chain);
  }
  CHECK(order() == oldest_first);
}

TEST_CASE_FIXTURE(Chain, "order: five hundred from their end are one computation") {
  const Shas oldest_first = make(500);
  const auto before = std::chrono::steady_clock::now();
  fleet.enqueue(chain);
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{10});
  CHECK(by_position() == oldest_first);
}

TEST_CASE_FIXTURE(OneLane, "order: nothing waits for a parent that no collector serves") {
  fleet.enqueue({.sha = "parent", .targets = {"nowhere-linux"}});
  fleet.enqueue({.sha = "child", .parent = "parent"});
  CHECK(by_position() == Shas{"parent", "child"});
  CHECK(taken() == Shas{"child"});
}

TEST_CASE_FIXTURE(OneLane, "order: its own interrupted job first, before a release too") {
  fleet.enqueue({.sha = "interrupted"});
  claim_one("c1");
  fleet.enqueue({.sha = "1.99.0", .kind = RequestKind::release});
  clock.advance(std::chrono::seconds{61});
  CHECK(taken() == Shas{"interrupted", "1.99.0"});
}

TEST_CASE_FIXTURE(OneLane, "order: a master in progress crashed, only the newer one is finished") {
  add_collector("c2");
  fleet.enqueue({.sha = "crashed"});
  claim_one("c1");
  fleet.enqueue({.sha = "newer", .parent = "crashed"});
  CHECK(work_off("c2") == 1);
  CHECK(fleet.status("newer").group.state == GroupState::finished);
  CHECK(fleet.status("crashed").group.state == GroupState::running);
}
