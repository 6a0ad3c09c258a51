#include "service/queue_impl.hpp"
#include "support/counting_options.hpp"
#include "support/printing.hpp"
#include "support/together.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

using Stopwatch = std::chrono::steady_clock;

/// A queue in real time whose looks at the database are counted by its looks at the clock.
struct Watched {
  TestStore store = open_test_store();
  Tally looks;
  Queue queue = open(store.url, counting_options(looks));
};

}  // namespace

TEST_CASE_FIXTURE(Watched, "a waiting claim is woken by an enqueue of another thread") {
  constexpr int rounds = 40;
  const auto start = Stopwatch::now();
  for (int round = 0; round < rounds; ++round) {
    const int before = looks.count();
    ClaimAnswer answer;
    std::jthread claimer([&] { answer = queue.claim({.worker = "w1", .wait = forever}); });
    CHECK(looks.reaches(before + 1));
    const JobId job = add(queue);
    claimer.join();
    REQUIRE(answer.jobs.size() == 1);
    CHECK(answer.jobs[0].job.id == job);
  }
  // A claim that only looked again by itself would take most of its half second each time.
  CHECK(Stopwatch::now() - start < rounds * 250ms);
}

TEST_CASE_FIXTURE(Watched, "a waiting claim is woken by what a release makes claimable") {
  add(queue);
  const Claimed held = claim_one(queue, "w1");
  const int before = looks.count();
  ClaimAnswer answer;
  std::jthread claimer([&] { answer = queue.claim({.worker = "w2", .wait = forever}); });
  CHECK(looks.reaches(before + 1));
  queue.release({.lease = held.lease()});
  claimer.join();
  CHECK(answer.jobs.size() == 1);
}

TEST_CASE_FIXTURE(Watched, "what another process enqueues is found soon, hint or not") {
  Queue other = open(store.url, real_time_options());
  for (int round = 0; round < 5; ++round) {
    const int before = looks.count();
    ClaimAnswer answer;
    const auto start = Stopwatch::now();
    std::jthread claimer([&] { answer = queue.claim({.worker = "w1", .wait = forever}); });
    CHECK(looks.reaches(before + 1));
    add(other);
    claimer.join();
    CHECK(answer.jobs.size() == 1);
    CHECK(Stopwatch::now() - start < 5s);
  }
}

// Q13 breaks with libqueue/service/claim.cpp:
//   s/remaining.at_most([a-z:_.]*)/remaining.at_most(std::chrono::hours{1})/
TEST_CASE("a waiting claim finds by itself what no hint told of") {
  static constexpr store::Statement claimable{"claimable", "UPDATE {schema}.job SET delayed = 0"};
  const TestStore store = open_postgres_store();
  Tally looks;
  Queue queue = open(store.url, counting_options(looks));
  add(queue, {.delay = 100h});
  const int before = looks.count();
  const auto start = Stopwatch::now();
  ClaimAnswer answer;
  std::jthread claimer([&] { answer = queue.claim({.worker = "w1", .wait = forever}); });
  CHECK(looks.reaches(before + 4));  // its sweep and its look, and again once it listens for hints
  queue.impl().with_connection([](store::Database& database) { database.run(claimable, {}); });
  claimer.join();
  CHECK(answer.jobs.size() == 1);
  CHECK(Stopwatch::now() - start < 20s);
}

TEST_CASE_FIXTURE(Watched, "a waiting claim finds a job that falls due meanwhile") {
  add(queue, {.delay = 300ms});
  const auto start = Stopwatch::now();
  CHECK(queue.claim({.worker = "w1", .wait = forever}).jobs.size() == 1);
  CHECK(Stopwatch::now() - start < 5s);
}

TEST_CASE_FIXTURE(Watched, "a claim waits as long as it was told when nothing comes") {
  const auto start = Stopwatch::now();
  CHECK(queue.claim({.worker = "w1", .wait = 300ms}).jobs.empty());
  CHECK(Stopwatch::now() - start >= 300ms);
}

TEST_CASE_FIXTURE(Watched, "a stop ends every wait, also one for ever") {
  std::stop_source stop;
  std::atomic<int> empty = 0;
  const auto start = Stopwatch::now();
  together(9, [&](int i) {
    if (i == 8) {
      looks.reaches(8);
      stop.request_stop();
    } else {
      const microseconds wait = i % 2 == 0 ? microseconds{-1} : microseconds{forever};
      empty += queue.claim({.worker = "w1", .wait = wait, .stop = stop.get_token()}).jobs.empty();
    }
  });
  CHECK(empty == 8);
  CHECK(Stopwatch::now() - start < 10s);
}

TEST_CASE_FIXTURE(Watched, "a stop that came before ends the wait at once, but not the claim") {
  std::stop_source stop;
  stop.request_stop();
  const ClaimRequest request{.worker = "w1", .wait = microseconds{-1}, .stop = stop.get_token()};
  CHECK(queue.claim(request).jobs.empty());
}

TEST_CASE_FIXTURE(Watched, "one enqueue of many jobs wakes many claimers, each for its own") {
  std::atomic<int> claimed = 0;
  together(7, [&](int i) {
    if (i == 6) {
      looks.reaches(6);
      queue.enqueue(std::vector<NewJob>(6));
    } else {
      const ClaimAnswer answer = queue.claim({.worker = "w1", .wait = forever});
      claimed += static_cast<int>(answer.jobs.size());
    }
  });
  CHECK(claimed == 6);
}

TEST_CASE_FIXTURE(Watched, "who waits for a change hears of one") {
  std::atomic<bool> heard = false;
  const auto start = Stopwatch::now();
  std::jthread waiter([&] { heard = queue.wait_for_change(forever); });
  while (!heard && Stopwatch::now() - start < 10s) add(queue);  // it may not be waiting yet
  CHECK(heard);
}

TEST_CASE_FIXTURE(Watched, "who waits for a change hears of a stop") {
  std::stop_source stop;
  const auto start = Stopwatch::now();
  std::jthread stopper([&] { stop.request_stop(); });
  while (queue.wait_for_change(forever, stop.get_token()) || !stop.stop_requested()) {
  }
  CHECK(Stopwatch::now() - start < 10s);
}
