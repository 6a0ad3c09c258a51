#include "support/clocked_queue.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace perfq;
using namespace perfq::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int many = 4'000;

/// The server's plans are made by calls that change one job, and used by one that changes many.
struct LargeCalls : ClockedQueue {
  LargeCalls() : ClockedQueue(open_postgres_store()) {}

  std::vector<Completion> claim(int max) {
    std::vector<Completion> completions;
    for (const Claimed& claimed : queue.claim({.worker = "w1", .max = max}).jobs)
      completions.push_back({claimed.lease(), "{}"});
    return completions;
  }

  Clock::duration time_to_end(int number) {
    const std::vector<Completion> completions = claim(number);
    REQUIRE(static_cast<int>(completions.size()) == number);
    const auto start = Clock::now();
    queue.complete(completions);
    return Clock::now() - start;
  }

  void fail_one() {
    queue.fail({.lease = claim_one(queue).lease(), .error = "no", .permanent = true});
  }

  const std::vector<NewJob> jobs{static_cast<std::size_t>(many), NewJob{}};
};

}  // namespace

TEST_CASE_FIXTURE(LargeCalls, "what many jobs cost at once is what they cost, not its square") {
  queue.enqueue(std::vector<NewJob>(1, NewJob{}));
  time_to_end(1);
  queue.enqueue(jobs);
  const auto without = time_to_end(many);

  queue.enqueue_group("build", std::vector<NewJob>(1, NewJob{}));
  time_to_end(1);
  queue.enqueue_group("build", jobs);
  const auto of_a_group = time_to_end(many);

  queue.enqueue(std::vector<NewJob>(3, NewJob{}));
  fail_one();
  time_to_end(1);
  fail_one();
  queue.enqueue(jobs);
  const auto of_a_suspect = time_to_end(many);

  CHECK(of_a_group < 4 * without);
  CHECK(of_a_suspect < 4 * without);
}
