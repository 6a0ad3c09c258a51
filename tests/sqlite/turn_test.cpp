#include "sqlite/database_file.hpp"
#include "support/together.hpp"

#include <perfq/queue.hpp>

#include <doctest/doctest.h>

#include <algorithm>
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
using std::chrono::steady_clock;

constexpr int writers = 5;
constexpr int writes_in_all = 400;

/// Who wrote after whom.
class Order {
 public:
  /// What one writes on within a turn counts as one write.
  explicit Order(steady_clock::duration turn) : turn_(turn) {}

  /// Writes again and again, without a pause in which others could come in.
  void write_on(Queue& queue, int number, std::size_t jobs_a_write) {
    const std::vector<NewJob> batch(jobs_a_write, {.queue = "q"});
    while (!is_full()) {
      queue.enqueue(batch);
      note(number);
    }
  }

  /// How many writes there are between two of the same writer, as seen from a moment taken at
  /// random (a wait twice as long is met twice as often): with perfect turns, as many as writers.
  double writes_a_round() const {
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
  bool is_full() {
    const std::scoped_lock lock(mutex_);
    return order_.size() >= writes_in_all;
  }

  void note(int number) {
    const std::scoped_lock lock(mutex_);
    const auto now = steady_clock::now();
    if (!order_.empty() && order_.back() == number && now < turn_began_at_ + turn_) return;
    order_.push_back(number);
    turn_began_at_ = now;
  }

  steady_clock::duration turn_;
  steady_clock::time_point turn_began_at_{};
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
TEST_CASE("writers in several processes: whose turn is over does not push in before who waits") {
  const TempDirectory directory;
  std::vector<Queue> queues;  // a connection each, which the file can't tell from a process
  for (int number = 0; number < writers; ++number)
    queues.push_back(open("sqlite:" + directory.file("queue.db")));
  const auto writes_a_round = [&] {
    Order order(4ms);
    together(writers, [&](int number) {
      order.write_on(queues[static_cast<std::size_t>(number)], number, 200);
    });
    return order.writes_a_round();
  };
  // The best of three: a pause of the machine makes one of them longer.
  double best = writes_a_round();
  for (int i = 0; i < 2 && best >= 1.4 * writers; ++i) best = std::min(best, writes_a_round());
  CHECK(best < 1.4 * writers);
}

// It fails without the hand-over in Connections::give_back (service/connections.cpp).
TEST_CASE("threads of one queue: who has written does not push in before those who wait") {
  const TempDirectory directory;
  Queue queue = open("sqlite:" + directory.file("queue.db"));
  Order order(0ms);
  together(writers, [&](int number) { order.write_on(queue, number, 20); });
  CHECK(order.writes_a_round() < 3 * writers);
}

// It fails without the turn in Connection::begin_in_turn. Between the two writes the machine may do
// something else, but not each time.
// D6 breaks with libqueue/sqlite/connection.cpp:
//   s/turn_length = std::chrono::milliseconds{2}/turn_length = std::chrono::milliseconds{0}/
TEST_CASE("who has just got his turn writes on in it before those who wait") {
  const TempDirectory directory;
  Queue queue = open("sqlite:" + directory.file("queue.db"), {.durability = Durability::normal});
  queue.enqueue({.queue = "q"});
  const auto waits_again = [&] {
    queue.enqueue({.queue = "q"});
    const SomebodyStands somebody(directory);
    const auto before = steady_clock::now();
    queue.enqueue({.queue = "q"});
    return steady_clock::now() - before > 100ms;
  };
  int waits = 0;
  while (waits < 20 && waits_again()) ++waits;
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
