#include "support/counting_options.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stop_token>
#include <thread>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

using Stopwatch = std::chrono::steady_clock;

/// A submitter in real time, whose looks at the database are counted by its looks at the clock, and
/// a worker as in another process.
struct SubmitterAndWorker {
  TestStore store = open_test_store();
  Tally looks;
  Queue submitter = open(store.url, counting_options(looks));
  Queue worker = open(store.url, real_time_options());
};

}  // namespace

// Without the hint of a completion each wait takes most of the half second until the next look: the
// lines to break are jobs_ended in service/queue_impl.hpp, and `waited` in queries/*/jobs.sql.
TEST_CASE_FIXTURE(SubmitterAndWorker, "a wait is woken by an end in another process") {
  constexpr int rounds = 20;
  microseconds waited{0};
  for (int round = 0; round < rounds; ++round) {
    const Submitted submitted = submitter.submit({});
    const Lease lease = claim_one(worker).lease();
    const int before = looks.count();
    std::optional<Job> ended;
    std::jthread waiting([&] { ended = submitter.wait(submitted.job); });
    CHECK(looks.reaches(before + 2));  // its sweep and its first look
    const auto start = Stopwatch::now();
    if (round % 2 == 0)
      worker.complete(lease, "7");
    else
      worker.fail({.lease = lease, .error = "no", .permanent = true});
    waiting.join();
    if (round > 0) waited += std::chrono::duration_cast<microseconds>(Stopwatch::now() - start);
    REQUIRE(ended.has_value());
    CHECK(is_terminal(ended->state));
  }
  CHECK(waited < rounds * 200ms);
}

TEST_CASE_FIXTURE(SubmitterAndWorker, "a wait keeps its waiter's lease alive, however short") {
  const Submitted submitted =
      submitter.submit({}, {.cancel_if_abandoned = true, .waiter_lease = 500ms});
  CHECK_FALSE(submitter.wait(submitted.job, {.limit = 2s, .waiter = submitted.waiter}));
  CHECK(look(worker, submitted.job).state == JobState::queued);
  const auto abandoned = worker.wait(submitted.job, {.limit = forever});
  REQUIRE(abandoned.has_value());
  CHECK(abandoned->state == JobState::cancelled);
}

TEST_CASE_FIXTURE(SubmitterAndWorker, "a wait ends at its limit, not before, and on a stop") {
  const JobId job = submitter.submit({}).job;
  const auto start = Stopwatch::now();
  CHECK_FALSE(submitter.wait(job, {.limit = 300ms}).has_value());
  CHECK(Stopwatch::now() - start >= 300ms);
  std::stop_source stop;
  const int before = looks.count();
  std::jthread stopper([&] {
    looks.reaches(before + 2);
    stop.request_stop();
  });
  CHECK_FALSE(submitter.wait(job, {.stop = stop.get_token()}).has_value());
  CHECK(Stopwatch::now() - start < forever);
}

TEST_CASE_FIXTURE(SubmitterAndWorker, "a wait sleeps while nothing happens") {
  const Submitted submitted = submitter.submit({});
  const int before = looks.count();
  submitter.wait(submitted.job, {.limit = 2s, .waiter = submitted.waiter});
  CHECK(looks.count() - before < 40);  // each half second a sweep and a look
}
