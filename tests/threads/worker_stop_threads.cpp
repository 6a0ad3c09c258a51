#include "support/clocked_queue.hpp"
#include "support/printing.hpp"
#include "support/tally.hpp"

#include <perfq/worker.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <stop_token>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// Jobs whose function runs until its stop token is triggered, in a worker with a short lease.
struct Obedient {
  WorkerOptions options(int threads = 1) {
    return {.worker = "w1", .threads = threads, .lease = 600ms};
  }

  Worker::Function until_stopped() {
    return [this](const Claimed&, const std::stop_token& stop) -> Verdict {
      started.add();
      if (!stopped(stop)) return Failed{"nobody stopped it"};
      told.add();
      return Succeeded{R"("dropped")"};
    };
  }

  std::size_t count(JobState state) { return queue.list({.state = state}).size(); }

  TestStore store = open_test_store();
  Queue queue = open(store.url, real_time_options());
  Tally started;
  Tally told;
};

}  // namespace

// Q17 breaks with libqueue/service/worker_run.hpp:
//   s/ soft_stop_.request_stop(); / soft_stop_.request_stop(), leases_.stop_all(); /
TEST_CASE_FIXTURE(Obedient, "after a soft stop what runs is finished, and nothing new is claimed") {
  queue.enqueue(std::vector<NewJob>(5));
  Tally go;
  std::atomic<bool> was_told = false;
  Worker worker(queue, options(2), [&](const Claimed&, const std::stop_token& stop) -> Verdict {
    started.add();
    go.reaches(1);
    was_told = was_told || stop.stop_requested();
    return Succeeded{};
  });
  CHECK(started.reaches(2));
  worker.stop();
  go.add();
  worker.wait();
  CHECK_FALSE(was_told);
  CHECK(count(JobState::succeeded) == 2);
  CHECK(count(JobState::queued) == 3);
  CHECK(worker.counts().succeeded == 2);
}

// Q17 breaks with libqueue/core/ending.cpp: s/charge = !released || /charge = true || /
TEST_CASE_FIXTURE(Obedient, "after a hard stop jobs are released at once, uncharged, none failed") {
  queue.enqueue(std::vector<NewJob>(5));
  Worker worker(queue, options(3), until_stopped());
  CHECK(started.reaches(3));
  worker.stop_hard();
  worker.wait();
  CHECK(told.count() == 3);
  CHECK(started.count() == 3);
  for (const Job& job : queue.list({})) {
    CHECK(job.state == JobState::queued);
    CHECK(job.charged == 0);
    CHECK(job.result.empty());
  }
  CHECK(worker.counts().released == 3);
  CHECK(worker.counts().failed + worker.counts().succeeded + worker.counts().lost == 0);
  CHECK(queue.claim({.worker = "w2", .max = 5}).jobs.size() == 5);
}

TEST_CASE_FIXTURE(Obedient, "a hard stop may follow a soft one") {
  add(queue);
  Worker worker(queue, options(), until_stopped());
  CHECK(started.reaches(1));
  worker.stop();
  worker.stop_hard();
  worker.wait();
  CHECK(count(JobState::queued) == 1);
}

TEST_CASE_FIXTURE(Obedient, "a worker that goes out of scope stops hard and waits") {
  const JobId job = add(queue);
  {
    const Worker worker(queue, options(), until_stopped());
    CHECK(started.reaches(1));
  }
  CHECK(told.count() == 1);
  CHECK(look(queue, job).state == JobState::queued);
  CHECK(look(queue, job).charged == 0);
}

TEST_CASE_FIXTURE(Obedient, "an idle worker stops at once") {
  Worker worker(queue, options(4), until_stopped());
  const auto start = std::chrono::steady_clock::now();
  worker.stop();
  worker.wait();
  CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE_FIXTURE(Obedient, "an idle worker takes what is enqueued later") {
  Worker worker(queue, options(2), until_stopped());
  add(queue);
  CHECK(started.reaches(1));
  add(queue);
  CHECK(started.reaches(2));
}

TEST_CASE_FIXTURE(Obedient, "a job that is to be cancelled is stopped, and cancelled") {
  const JobId job = add(queue);
  Worker worker(queue, options(), until_stopped());
  CHECK(started.reaches(1));
  CHECK(queue.cancel(job) == Change::requested);
  CHECK(told.reaches(1));
  worker.stop();
  worker.wait();
  CHECK(look(queue, job).state == JobState::cancelled);
  CHECK(look(queue, job).result.empty());
}

TEST_CASE_FIXTURE(Obedient, "a job past its time limit is stopped, and has timed out") {
  const JobId job = add(queue, {.max_attempts = 1, .time_limit = 300ms});
  Worker worker(queue, options(), until_stopped());
  CHECK(told.reaches(1));
  worker.stop();
  worker.wait();
  CHECK(look(queue, job).state == JobState::failed);
  CHECK(look(queue, job).outcome == Outcome::timed_out);
  CHECK(worker.counts().failed == 1);
}

TEST_CASE("a job whose lease is another's by now is stopped, and its verdict dropped") {
  const TestStore store = open_test_store();
  ManualClock clock;
  Queue queue = open(store.url, options_with(clock));
  const JobId job = add(queue, {.max_attempts = 1000, .time_limit = 2400h});
  Tally started;
  Tally told;
  Worker worker(queue, {.worker = "w1", .lease = 600ms},
                [&](const Claimed&, const std::stop_token& stop) -> Verdict {
                  started.add();
                  if (stopped(stop)) told.add();
                  return Succeeded{R"("stale")"};
                });
  CHECK(started.reaches(1));
  worker.stop();
  ClaimAnswer stolen;
  while (stolen.jobs.empty()) {  // its heartbeat may come in between
    clock.advance(2s);
    stolen = queue.claim({.worker = "w2", .lease = 1h});
  }
  CHECK(told.reaches(1));
  worker.wait();
  CHECK(worker.counts().lost == 1);
  CHECK(worker.counts().succeeded + worker.counts().failed + worker.counts().released == 0);
  CHECK(look(queue, job).state == JobState::running);
  CHECK(look(queue, job).worker == "w2");
  CHECK(queue.complete(stolen.jobs.front().lease()) == Ack::done);
}

TEST_CASE("what a worker can't do its wait tells") {
  const TestStore store = open_test_store();
  Queue queue = open(store.url, real_time_options());
  const auto work = [&](WorkerOptions options) {
    Worker worker(queue, std::move(options),
                  [](const Claimed&, const std::stop_token&) { return Succeeded{}; });
    worker.wait();
  };
  CHECK(error_of([&] { work({.worker = "", .until_empty = true}); }) == ErrorKind::invalid);
  CHECK(error_of([&] { work({.worker = "w1", .threads = 0, .until_empty = true}); }) ==
        ErrorKind::invalid);
  CHECK(error_of([&] { work({.queue = "", .worker = "w1", .until_empty = true}); }) ==
        ErrorKind::invalid);
}
