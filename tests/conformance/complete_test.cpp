#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "a completed job succeeded, and has its result") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  clock.advance(5s);
  CHECK(queue.complete(lease, R"({"wall_s": 1.5})") == Ack::done);
  const Job done = look(queue, job);
  CHECK(done.state == JobState::succeeded);
  CHECK(done.outcome == Outcome::succeeded);
  CHECK(done.result == R"({"wall_s": 1.5})");
  CHECK(done.ended_at == clock.now());
  CHECK(done.charged == 1);
  CHECK_FALSE(done.lease_expires_at.has_value());
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a job may complete without a result") {
  const JobId job = add(queue);
  CHECK(queue.complete(claim_one(queue).lease()) == Ack::done);
  CHECK(look(queue, job).state == JobState::succeeded);
  CHECK(look(queue, job).result.empty());
}

// Q4 breaks with libqueue/store/end.cpp:
//   s/ look_back(context, lease, .*;/ held(context, lease) ? Ack::done : Ack::lease_lost);/
TEST_CASE_FIXTURE(ClockedQueue, "a completion repeated is a success, and changes nothing") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  CHECK(queue.complete(lease, "1") == Ack::done);
  const auto ended_at = look(queue, job).ended_at;
  const std::size_t events = queue.events(0).size();
  clock.advance(1h);
  CHECK(queue.complete(lease, "2") == Ack::done);
  CHECK(look(queue, job).result == "1");
  CHECK(look(queue, job).ended_at == ended_at);
  CHECK(queue.attempts(job).size() == 1);
  CHECK(queue.events(0).size() == events);
}

TEST_CASE_FIXTURE(ClockedQueue, "a completion is still known when the job is run anew") {
  const JobId job = add(queue);
  const Lease first = claim_one(queue).lease();
  queue.complete(first, "1");
  queue.retry(job);
  const Lease second = claim_one(queue).lease();
  CHECK(queue.complete(first, "1") == Ack::done);
  CHECK(look(queue, job).state == JobState::running);
  CHECK(queue.complete(second, "2") == Ack::done);
  CHECK(look(queue, job).result == "2");
}

TEST_CASE_FIXTURE(ClockedQueue, "a result that is no JSON is refused, and the job still runs") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  CHECK(error_of([&] { queue.complete(lease, "{"); }) == ErrorKind::invalid);
  CHECK(look(queue, job).state == JobState::running);
  CHECK(queue.complete(lease, "{}") == Ack::done);
}

TEST_CASE_FIXTURE(ClockedQueue, "many completions are one call, answered in their order") {
  queue.enqueue(std::vector<NewJob>(200));
  std::vector<Completion> completions;
  for (const Claimed& claimed : queue.claim({.worker = "w1", .max = 200}).jobs)
    completions.push_back({claimed.lease(), std::to_string(claimed.job.id)});
  REQUIRE(completions.size() == 200);
  std::swap(completions.front(), completions.back());
  queue.release({.lease = completions[100].lease});
  std::vector<Ack> expected(200, Ack::done);
  expected[100] = Ack::lease_lost;
  CHECK(queue.complete(completions) == expected);
  for (const Job& job : queue.list({.state = JobState::succeeded}))
    CHECK(job.result == std::to_string(job.id));
  CHECK(queue.list({.state = JobState::succeeded}).size() == 199);
}

TEST_CASE_FIXTURE(ClockedQueue, "of two completions of a lease in a call the first stands") {
  queue.enqueue(std::vector<NewJob>(50));
  std::vector<Completion> twice;
  for (const Claimed& one : queue.claim({.worker = "w1", .max = 50}).jobs) {
    twice.push_back({one.lease(), std::to_string(one.job.id)});
    twice.push_back({one.lease(), "0"});
  }
  REQUIRE(twice.size() == 100);
  CHECK(queue.complete(twice) == std::vector(100, Ack::done));
  for (const Job& job : queue.list({})) {
    CHECK(job.result == std::to_string(job.id));
    CHECK(queue.attempts(job.id).size() == 1);
  }
  std::size_t told = 0;
  for (const Event& event : queue.events(0)) told += event.type == "job.succeeded";
  CHECK(told == 50);
}

TEST_CASE_FIXTURE(ClockedQueue, "one completion twice in a call is one completion") {
  add(queue);
  const Lease lease = claim_one(queue).lease();
  const std::vector<Completion> twice{{lease, "1"}, {lease, "1"}};
  CHECK(queue.complete(twice) == std::vector{Ack::done, Ack::done});
  CHECK(queue.attempts(lease.job).size() == 1);
}
