#include "service/group_commit.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

using namespace perfq;
using service::GroupCommit;

namespace {

/// Two parts may be under way, and each goes on until it is let go.
struct TwoParts {
  struct Work : service::Shared {};

  ~TwoParts() {
    for (std::size_t part = 0; part < gates.size(); ++part) open(part);
  }

  void come(int count, bool beside_others = true) {
    const std::size_t there = group.waiting();
    for (int i = 0; i < count; ++i)
      callers.emplace_back([this, beside_others] {
        Work work{{.beside_others = beside_others}};
        group.commit(work);
        ++returned;
      });
    while (group.waiting() < there + static_cast<std::size_t>(count)) std::this_thread::yield();
  }

  void let_go(std::size_t part, int then_returned) {
    open(part);
    while (returned < then_returned) std::this_thread::yield();
  }

  void open(std::size_t part) {
    gates.at(part) = true;
    gates.at(part).notify_all();
  }

  std::vector<std::size_t> begun(std::size_t count) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (true) {
      {
        const std::lock_guard lock(mutex);
        if (sizes.size() >= count || std::chrono::steady_clock::now() > until) return sizes;
      }
      std::this_thread::yield();
    }
  }

  /// Parts 0 and 1, of one each, are over; part 2 is under way.
  void begin_with_three() {
    come(1);
    come(1);
    begun(2);
    come(3);
    let_go(0, 1);
    begun(3);
    let_go(1, 2);
  }

  std::mutex mutex;
  std::vector<std::size_t> sizes;
  std::array<std::atomic<bool>, 16> gates{};
  std::atomic<int> returned = 0;
  GroupCommit<Work> group{[this](std::span<Work* const> works) {
    std::size_t part = 0;
    {
      const std::lock_guard lock(mutex);
      part = sizes.size();
      sizes.push_back(works.size());
    }
    gates.at(part).wait(false);
    return works.size();
  }};
  std::vector<std::jthread> callers;
};

using Sizes = std::vector<std::size_t>;

}  // namespace

// With one part at a time (most_parts) the second never begins: the first waits for it.
TEST_CASE_FIXTURE(TwoParts, "a second part begins beside the first, a third does not") {
  come(1);
  come(1);
  REQUIRE(begun(2) == Sizes{1, 1});
  come(3);
  let_go(1, 1);
  REQUIRE(begun(3) == Sizes{1, 1, 3});
  let_go(0, 2);
  let_go(2, 5);
  CHECK(begun(3).size() == 3);
}

// Without the comparison with under_way_ in pass_on the first that comes begins alone.
TEST_CASE_FIXTURE(TwoParts, "what comes waits until it is as much as what is under way") {
  begin_with_three();
  come(1);
  come(1);
  come(1);
  REQUIRE(begun(4) == Sizes{1, 1, 3, 3});
  let_go(2, 5);
  let_go(3, 8);
  CHECK(begun(4).size() == 4);
}

TEST_CASE_FIXTURE(TwoParts, "what is less than that begins once nothing else is under way") {
  begin_with_three();
  come(2);
  let_go(2, 5);
  REQUIRE(begun(4) == Sizes{1, 1, 3, 2});
  let_go(3, 7);
}

// Without either condition of may_begin one of them begins, and returns by the open gate.
TEST_CASE_FIXTURE(TwoParts, "one of two may not be beside others: the second does not begin") {
  bool first_may = false;
  SUBCASE("the first") {}
  SUBCASE("the second") {
    first_may = true;
  }
  open(1);
  come(1, first_may);
  begun(1);
  Work second{{.beside_others = !first_may}};
  CHECK_FALSE(group.commit(second, std::chrono::milliseconds{20}));
  let_go(0, 1);
}

// Without pass_on in GroupCommit::wait who stands behind it waits for the first part to end.
TEST_CASE_FIXTURE(TwoParts, "behind one that gives up the next may begin") {
  come(1);
  begun(1);
  std::jthread impatient{[this] {
    Work alone{{.beside_others = false}};
    CHECK_FALSE(group.commit(alone, std::chrono::milliseconds{300}));
  }};
  while (group.waiting() < 2) std::this_thread::yield();
  come(1);
  REQUIRE(begun(2) == Sizes{1, 1});
  let_go(1, 1);
  let_go(0, 2);
}

TEST_CASE_FIXTURE(TwoParts, "what may not be beside others is not, and is not overtaken") {
  come(1);
  begun(1);
  come(1, false);
  come(1);
  let_go(0, 1);
  REQUIRE(begun(2) == Sizes{1, 2});
  come(3);
  let_go(1, 3);
  REQUIRE(begun(3) == Sizes{1, 2, 3});
  let_go(2, 6);
}
