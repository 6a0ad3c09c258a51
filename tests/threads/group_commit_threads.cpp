#include "service/group_commit.hpp"
#include "support/clocked_queue.hpp"
#include "support/together.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

using namespace perfq;
using namespace perfq::test;
using service::GroupCommit;

namespace {

constexpr int late_writes = 7;
const Error away(ErrorKind::unavailable, "the database is away");
const Error locked(ErrorKind::busy, "another process has locked the file all the time");

struct SharedWrite : service::Shared {
  std::function<void()> operation = {};
};

/// Notes how many writes each transaction had. The first one goes on until so many others wait.
struct Transactions {
  std::vector<std::size_t> sizes;
  GroupCommit<SharedWrite> group{[this](std::span<SharedWrite* const> writes) {
    sizes.push_back(writes.size());
    while (sizes.size() == 1 && group.waiting() <= late_writes) std::this_thread::yield();
    for (SharedWrite* write : writes) write->operation();
    return writes.size();
  }};
};

}  // namespace

// Break it: let most_together in service/group_commit.hpp be 1.
TEST_CASE("what comes while a transaction is under way shares the next one") {
  Transactions transactions;
  std::atomic<int> written = 0;
  together(1 + late_writes, [&](int) {
    SharedWrite write{{}, [&] { ++written; }};
    transactions.group.commit(write);
  });
  CHECK(written == 1 + late_writes);
  CHECK(transactions.sizes == std::vector<std::size_t>{1, late_writes});
}

TEST_CASE("a write that throws takes nothing from those that shared its transaction") {
  Transactions transactions;
  std::atomic<int> told = 0;
  std::atomic<int> succeeded = 0;
  together(1 + late_writes, [&](int number) {
    SharedWrite write{{}, [&] {
                        if (number == 3) throw std::runtime_error("no");
                      }};
    try {
      transactions.group.commit(write);
      ++succeeded;
    } catch (const std::runtime_error&) {
      ++told;
    }
  });
  CHECK(told == 1);
  CHECK(succeeded == late_writes);
}

// Without either kind in same_for_others of service/group_commit.cpp each waits by itself.
TEST_CASE("a database that is out of reach, or locked, is asked once for all who wait together") {
  Error error = away;
  SUBCASE("out of reach") {}
  SUBCASE("locked") {
    error = locked;
  }
  Transactions transactions;
  std::atomic<int> told = 0;
  together(1 + late_writes, [&](int) {
    SharedWrite write{{}, [&] {
                        if (transactions.sizes.size() > 1) throw error;
                      }};
    told += error_of([&] { transactions.group.commit(write); }) == error.kind();
  });
  CHECK(told == late_writes);
  CHECK(transactions.sizes == std::vector<std::size_t>{1, late_writes});
}

TEST_CASE("once it is out of reach for one of them, the others are not tried alone") {
  Transactions transactions;
  std::atomic<int> told = 0;
  together(1 + late_writes, [&](int) {
    SharedWrite write{{}, [&] {
                        if (transactions.sizes.size() == 2)
                          throw std::runtime_error("not together");
                        if (transactions.sizes.size() > 3) throw away;
                      }};
    told += error_of([&] { transactions.group.commit(write); }) == ErrorKind::unavailable;
  });
  CHECK(told == late_writes - 1);
  CHECK(transactions.sizes == std::vector<std::size_t>{1, late_writes, 1, 1});
}

TEST_CASE("SQLite: a refused call undoes no call of another thread that came with it") {
  const TestStore store = open_sqlite_store();
  Queue queue = perfq::open(store.url);
  std::atomic<int> refused = 0;
  together(16, [&](int number) {
    for (int round = 0; round < 20; ++round) {
      // Known to be wrong only where the groups are looked at.
      const NewJob job{.group = number % 4 == 0 ? 7 : 0};
      try {
        queue.enqueue(job);
      } catch (const Error&) {
        ++refused;
      }
    }
  });
  CHECK(refused == 4 * 20);
  CHECK(queue.list({}).size() == 12 * 20);
}
