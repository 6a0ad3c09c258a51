#include "support/clocked_queue.hpp"
#include "support/printing.hpp"
#include "support/tally.hpp"

#include <perfq/worker.hpp>

#include <doctest/doctest.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A queue in real time, and the options of a worker that ends when it is empty.
struct RealTime {
  TestStore store = open_test_store();
  Queue queue = open(store.url, real_time_options());
  WorkerOptions until_empty{.worker = "w1", .until_empty = true};

  Worker::Counts work(const WorkerOptions& options, const Worker::Function& function) {
    Worker worker(queue, options, function);
    worker.wait();
    return worker.counts();
  }
};

}  // namespace

TEST_CASE_FIXTURE(RealTime, "a worker runs each job once, and ends when the queue is empty") {
  queue.enqueue(std::vector<NewJob>(200));
  std::mutex mutex;
  std::map<JobId, int> runs;
  until_empty.threads = 4;
  const Worker::Counts counts =
      work(until_empty, [&](const Claimed& claimed, const std::stop_token&) -> Verdict {
        const std::lock_guard lock(mutex);
        ++runs[claimed.job.id];
        return Succeeded{std::to_string(claimed.job.id)};
      });
  CHECK(counts.succeeded == 200);
  CHECK(counts.failed + counts.released + counts.lost == 0);
  CHECK(runs.size() == 200);
  for (const Job& job : queue.list({})) {
    CHECK(job.state == JobState::succeeded);
    CHECK(job.result == std::to_string(job.id));
    CHECK(runs[job.id] == 1);
  }
}

TEST_CASE_FIXTURE(RealTime, "a worker runs as many jobs at once as it has threads") {
  queue.enqueue(std::vector<NewJob>(4));
  Tally started;
  until_empty.threads = 4;
  const Worker::Counts counts =
      work(until_empty, [&](const Claimed&, const std::stop_token&) -> Verdict {
        started.add();
        if (started.reaches(4)) return Succeeded{};
        return Failed{"the others did not start"};
      });
  CHECK(counts.succeeded == 4);
}

TEST_CASE_FIXTURE(RealTime, "a worker claims as it is told to: queue, label and version") {
  const JobId job = add(queue, {.queue = "q", .affinity = "a"});
  const JobId other = add(queue, {.queue = "q", .affinity = "b"});
  until_empty.queue = "q";
  until_empty.affinities = {"a"};
  until_empty.version = "v3";
  work(until_empty, [](const Claimed&, const std::stop_token&) { return Succeeded{}; });
  const Job done = look(queue, job);
  CHECK(done.state == JobState::succeeded);
  CHECK(done.worker == "w1");
  CHECK(done.version == "v3");
  CHECK_FALSE(done.session.empty());
  CHECK(look(queue, other).state == JobState::queued);
}

TEST_CASE_FIXTURE(RealTime, "an exception fails the job with its text, and the worker goes on") {
  const JobId thrown = add(queue, {.priority = 2, .max_attempts = 1});
  const JobId odd = add(queue, {.priority = 1, .max_attempts = 1});
  const JobId good = add(queue);
  const Worker::Counts counts =
      work(until_empty, [&](const Claimed& claimed, const std::stop_token&) -> Verdict {
        if (claimed.job.id == thrown) throw std::runtime_error("no such file");
        if (claimed.job.id == odd) throw 42;
        return Succeeded{};
      });
  CHECK(look(queue, thrown).state == JobState::failed);
  CHECK(look(queue, thrown).error == "no such file");
  CHECK(look(queue, odd).state == JobState::failed);
  CHECK_FALSE(look(queue, odd).error.empty());
  CHECK(look(queue, good).state == JobState::succeeded);
  CHECK(counts.succeeded == 1);
  CHECK(counts.failed == 2);
}

TEST_CASE_FIXTURE(RealTime, "what the function says of a job becomes of it") {
  const JobId permanent = add(queue, {.priority = 2});
  const JobId again = add(queue, {.priority = 1});
  const JobId handed_back = add(queue);
  const Worker::Counts counts =
      work(until_empty, [&](const Claimed& claimed, const std::stop_token&) -> Verdict {
        if (claimed.job.id == permanent) return Failed{"never", true};
        if (claimed.job.id == again) return Failed{"not yet"};
        if (claimed.job.leases == 1) return HandedBack{"busy"};
        return Succeeded{};
      });
  CHECK(look(queue, permanent).state == JobState::failed);
  CHECK(look(queue, again).state == JobState::queued);
  CHECK(look(queue, again).error == "not yet");
  CHECK(look(queue, handed_back).state == JobState::succeeded);
  CHECK(look(queue, handed_back).charged == 1);
  CHECK(queue.attempts(handed_back).at(0).outcome == Outcome::released);
  CHECK(counts.succeeded == 1);
  CHECK(counts.failed == 2);
  CHECK(counts.released == 1);
}

TEST_CASE_FIXTURE(RealTime, "a function may report steps of its job") {
  const JobId job = add(queue);
  work(until_empty, [&](const Claimed& claimed, const std::stop_token&) -> Verdict {
    const std::vector<StepReport> steps{{.step = "s", .state = StepState::done}};
    if (queue.report_steps(claimed.lease(), steps) == Ack::done) return Succeeded{};
    return Failed{"refused"};
  });
  CHECK(look(queue, job).state == JobState::succeeded);
  CHECK(queue.steps(job).size() == 1);
}

TEST_CASE_FIXTURE(RealTime, "a worker's heartbeats keep a job that runs longer than its lease") {
  const JobId job = add(queue);
  Tally seen;
  Worker worker(queue, {.worker = "w1", .lease = 600ms},
                [&](const Claimed&, const std::stop_token&) -> Verdict {
                  if (seen.reaches(1)) return Succeeded{};
                  return Failed{"never seen"};
                });
  const auto renewed_past = [&](microseconds age) {
    const Job now = look(queue, job);
    return now.lease_expires_at && *now.lease_expires_at > *now.claimed_at + age;
  };
  while (look(queue, job).state == JobState::queued || !renewed_past(2s)) {
    if (is_terminal(look(queue, job).state)) break;
    queue.wait_for_change(20ms);
  }
  seen.add();
  worker.stop();
  worker.wait();
  CHECK(look(queue, job).state == JobState::succeeded);
  CHECK(queue.attempts(job).size() == 1);
}

// A lease counts from the look that found its job, not from the beginning of the wait for it.
TEST_CASE_FIXTURE(RealTime, "a worker that has waited for longer than a lease keeps its next job") {
  Tally told_to_stop;
  Worker worker(queue, {.worker = "w1", .lease = 1s},
                [&](const Claimed&, const std::stop_token& stop) -> Verdict {
                  if (stopped(stop, 200ms)) told_to_stop.add();
                  return Succeeded{};
                });
  CHECK_FALSE(told_to_stop.reaches(1, 2s));
  Queue other = open(store.url, real_time_options());
  const JobId job = other.enqueue(NewJob{}).job;
  CHECK(other.wait(job, {.limit = forever})->state == JobState::succeeded);
  worker.stop();
  worker.wait();
  CHECK(told_to_stop.count() == 0);
  CHECK(worker.counts().succeeded == 1);
  CHECK(worker.counts().lost == 0);
}
