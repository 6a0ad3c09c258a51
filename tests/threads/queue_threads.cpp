#include "support/clocked_queue.hpp"
#include "support/printing.hpp"
#include "support/seeded_random.hpp"
#include "support/tally.hpp"
#include "support/together.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <set>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

// Ends a lease, or leaves it to itself, in one of the ways there are.
void end_somehow(Queue& queue, const Claimed& claimed, SeededRandom& random) {
  const Lease lease = claimed.lease();
  queue.heartbeat(std::array{lease}, 60s);
  switch (random.below(6)) {
    case 0:
      queue.fail({.lease = lease, .error = "no", .retry_in = 0us});
      return;
    case 1:
      queue.release({.lease = lease});
      return;
    case 2:
      queue.report_steps(lease, std::array{StepReport{.step = "s", .state = StepState::done}});
      queue.keep_output(lease, "tail");
      queue.complete(lease);
      return;
    case 3:
      queue.cancel(claimed.job.id);
      queue.release({.lease = lease});
      return;
    default:
      queue.complete(lease, "1");
  }
}

void live(Queue& queue, int number) {
  SeededRandom random(static_cast<std::uint64_t>(number));
  const std::string worker = "w" + std::to_string(number);
  const std::string session = queue.start_session(worker, "v1", 60s);
  for (int i = 0; i < 25; ++i) {
    queue.enqueue(std::vector<NewJob>(2, NewJob{.priority = random.below(3)}));
    for (const Claimed& claimed :
         queue.claim({.worker = worker, .session = session, .max = 3}).jobs)
      end_somehow(queue, claimed, random);
    queue.list({.limit = 5});
  }
  queue.end_session(session);
}

}  // namespace

TEST_CASE("all calls of one queue may come from all threads at any time, and nothing is lost") {
  const TestStore store = open_test_store();
  Queue queue = open(store.url, real_time_options());
  std::stop_source stop;
  Tally lives;
  std::atomic<std::size_t> taken = 0;
  together(10, [&](int number) {
    if (number < 8) {
      live(queue, number);
      lives.add();
    } else if (number == 8) {
      while (!stop.stop_requested()) queue.wait_for_change(forever, stop.get_token());
    } else {
      lives.reaches(8);
      stop.request_stop();
      taken = queue.claim({.worker = "last", .max = 10'000}).jobs.size();
    }
  });
  const std::vector<Job> jobs = queue.list({.limit = 10'000});
  CHECK(jobs.size() == 8 * 25 * 2);
  CHECK(queue.list({.state = JobState::running, .limit = 10'000}).size() == taken);
  for (const Job& job : jobs) {
    CHECK(job.charged <= job.max_attempts);
    CHECK(queue.attempts(job.id).size() == static_cast<std::size_t>(job.leases));
  }
}

TEST_CASE("who follows the log while others write misses no event") {
  const TestStore store = open_test_store();
  Queue queue = open(store.url, real_time_options());
  Queue other = open(store.url, real_time_options());
  constexpr int writers = 6;
  Tally done;
  std::vector<std::int64_t> seen;
  together(writers + 1, [&](int number) {
    if (number < writers) {
      for (int i = 0; i < 60; ++i) add(number % 2 == 0 ? queue : other);
      done.add();
      return;
    }
    std::int64_t cursor = 0;
    while (true) {
      const bool last = done.count() == writers;
      const std::vector<Event> events = queue.events(cursor);
      for (const Event& event : events) seen.push_back(cursor = event.cursor);
      if (last && events.empty()) return;
    }
  });
  std::vector<std::int64_t> all;
  for (const Event& event : queue.events(0, 10'000)) all.push_back(event.cursor);
  CHECK(all.size() == writers * 60);
  CHECK(seen == all);
}
