#include "sqlite/database_file.hpp"
#include "support/together.hpp"

#include <perfq/queue.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

constexpr int writers = 5;
constexpr int writes_in_all = 400;

/// Who wrote after whom.
class Order {
 public:
  /// Writes again and again, without a pause in which others could come in, and each time more
  /// than fills a turn.
  void write_on(Queue& queue, int number) {
    const std::vector<NewJob> batch(200, {.queue = "q"});
    while (true) {
      queue.enqueue(batch);
      const std::scoped_lock lock(mutex_);
      if (order_.size() >= writes_in_all) return;
      order_.push_back(number);
    }
  }

  /// How many writes there are between two of the same writer, as seen from a moment taken at
  /// random (a wait twice as long is met twice as often): with perfect turns, as many as writers.
  double writes_a_turn() const {
    std::vector<std::size_t> last(writers, 0);
    double squares = 0;
    double sum = 0;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      auto& before = last[static_cast<std::size_t>(order_[i])];
      const auto gap = static_cast<double>(i + 1 - std::exchange(before, i + 1));
      squares += gap * gap;
      sum += gap;
    }
    return squares / sum;
  }

 private:
  std::mutex mutex_;
  std::vector<int> order_;
};

/// In the turnstile, for as long as it lives.
class SomebodyStands {
 public:
  explicit SomebodyStands(const TempDirectory& directory)
      : log_(::open((directory.file("queue.db") + "-wal").c_str(), O_RDONLY | O_CLOEXEC)) {
    REQUIRE(flock(log_, LOCK_EX) == 0);
  }

  ~SomebodyStands() { close(log_); }

  SomebodyStands(const SomebodyStands&) = delete;
  SomebodyStands& operator=(const SomebodyStands&) = delete;

 private:
  int log_;
};

}  // namespace

// Without the turnstile (begin_in_turn in sqlite/connection.cpp) a writer passes the others time
// and again; who looks for his turn but rarely never gets it.
// D6 breaks with libqueue/sqlite/connection.cpp:
//   s/most_between_looks_us = 3000;/most_between_looks_us = 300000;/
TEST_CASE("writers in several processes: who has written does not push in before those who wait") {
  const TempDirectory directory;
  std::vector<Queue> queues;  // a connection each, which the file can't tell from a process
  for (int number = 0; number < writers; ++number)
    queues.push_back(open("sqlite:" + directory.file("queue.db")));
  Order order;
  together(writers,
           [&](int number) { order.write_on(queues[static_cast<std::size_t>(number)], number); });
  CHECK(order.writes_a_turn() < 1.4 * writers);
}

// It fails without the hand-over in Connections::give_back (service/connections.cpp).
TEST_CASE("threads of one queue: who has written does not push in before those who wait") {
  const TempDirectory directory;
  Queue queue = open("sqlite:" + directory.file("queue.db"));
  Order order;
  together(writers, [&](int number) { order.write_on(queue, number); });
  CHECK(order.writes_a_turn() < 1.4 * writers);
}

// It fails without the turn in Connection::begin_in_turn. It may lie between the two writes that
// the machine does something else, but not each time.
TEST_CASE("a process that has just written writes again before those who wait") {
  const TempDirectory directory;
  Queue queue = open("sqlite:" + directory.file("queue.db"));
  queue.enqueue({.queue = "q"});
  const auto waits_for_its_turn = [&] {
    queue.enqueue({.queue = "q"});
    const SomebodyStands somebody(directory);
    const auto before = std::chrono::steady_clock::now();
    queue.enqueue({.queue = "q"});
    return std::chrono::steady_clock::now() - before > 100ms;
  };
  int waits = 0;
  while (waits < 20 && waits_for_its_turn()) ++waits;
  CHECK(waits < 20);
}

// D6 breaks with libqueue/sqlite/connection.cpp:
//   s/if (begin_past_the_others(begin)) return;/throw SQLite::Exception("", SQLITE_BUSY);/
TEST_CASE("a process stopped on its way to the lock, which is free, holds up nobody for good") {
  const TempDirectory directory;
  Queue queue = open("sqlite:" + directory.file("queue.db"));
  queue.enqueue({.queue = "q"});
  const SomebodyStands somebody(directory);
  Queue without_a_turn = open("sqlite:" + directory.file("queue.db"));
  without_a_turn.enqueue({.queue = "q"});
  CHECK(queue.list({"q"}).size() == 2);
}
