#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// One job runs, three wait.
struct OneInHand : OneRunning {
  std::vector<Enqueued> waiting = queue.enqueue(std::vector<NewJob>(3));
  std::vector<Completion> done{{lease, R"({"ok":true})"}};

  Exchanged hand_in(const ClaimRequest& request = {.worker = "w1"}) {
    return queue.complete_and_claim(done, request);
  }
};

}  // namespace

TEST_CASE_FIXTURE(OneInHand, "jobs handed in have succeeded, and the next ones are claimed") {
  clock.advance(5s);
  const auto [acks, claimed] = hand_in({.worker = "w1", .max = 2});
  CHECK(acks == std::vector{Ack::done});
  REQUIRE(claimed.jobs.size() == 2);
  CHECK(claimed.jobs[0].job.id == waiting[0].job);
  CHECK(claimed.jobs[1].job.id == waiting[1].job);
  CHECK(claimed.jobs[0].job.worker == "w1");
  CHECK(claimed.jobs[0].lease_expires_at == clock.now() + 60s);
  const Job ended = look(queue, job);
  CHECK(ended.state == JobState::succeeded);
  CHECK(ended.outcome == Outcome::succeeded);
  CHECK(ended.result == R"({"ok":true})");
  CHECK(ended.charged == 1);
  CHECK(ended.ended_at == clock.now());
  CHECK_FALSE(ended.lease_expires_at.has_value());
}

TEST_CASE_FIXTURE(OneInHand, "history is that of two calls") {
  hand_in();
  const auto attempts = queue.attempts(job);
  REQUIRE(attempts.size() == 1);
  CHECK(attempts.front().outcome == Outcome::succeeded);
  CHECK(attempts.front().charged);
  std::vector<std::string> types;
  for (const Event& event : queue.events(0))
    if (event.job == job || event.job == waiting[0].job) types.push_back(event.type);
  CHECK(types == std::vector<std::string>{"job.queued", "job.claimed", "job.queued",
                                          "job.succeeded", "job.claimed"});
}

// Without `id <> ALL ($12)` in claim.sql PostgreSQL leases the job that it has just ended.
TEST_CASE_FIXTURE(OneInHand, "a job handed in after its lease is not claimed again") {
  clock.advance(2min);
  const auto [acks, claimed] = hand_in({.worker = "w1", .max = 4});
  CHECK(acks == std::vector{Ack::done});
  CHECK(claimed.jobs.size() == 3);
  CHECK(look(queue, job).state == JobState::succeeded);
  CHECK(look(queue, job).leases == 1);
}

TEST_CASE_FIXTURE(OneInHand, "handed in twice it is done once") {
  hand_in();
  const auto [acks, claimed] = hand_in();
  CHECK(acks == std::vector{Ack::done});
  REQUIRE(claimed.jobs.size() == 1);
  CHECK(claimed.jobs.front().job.id == waiting[1].job);
  CHECK(queue.attempts(job).size() == 1);
}

TEST_CASE_FIXTURE(OneInHand, "a stale lease is refused alone") {
  const Lease other = claim_one(queue, "w2").lease();
  done.push_back({{job, "stale"}, "1"});
  done.push_back({other, "2"});
  done.push_back({{999, "none"}, "3"});
  CHECK(hand_in().acks == std::vector{Ack::done, Ack::lease_lost, Ack::done, Ack::not_found});
  CHECK(look(queue, other.job).result == "2");
}

TEST_CASE_FIXTURE(OneInHand, "where a result is no JSON nothing is done") {
  done.push_back({lease, "{"});
  CHECK(error_of([&] { hand_in(); }) == ErrorKind::invalid);
  CHECK(look(queue, job).state == JobState::running);
  CHECK(look(queue, waiting[0].job).state == JobState::queued);
}

TEST_CASE_FIXTURE(OneInHand, "a draining worker hands in and gets nothing") {
  queue.drain("w1");
  const auto [acks, claimed] = hand_in();
  CHECK(acks == std::vector{Ack::done});
  CHECK(claimed.jobs.empty());
  CHECK_FALSE(claimed.refused.empty());
  CHECK(look(queue, job).state == JobState::succeeded);
}

TEST_CASE_FIXTURE(OneInHand, "handing in finds lapsed and due jobs as a claim does") {
  claim_ids(queue, {.worker = "w2", .max = 3, .lease = 1s});
  clock.advance(2s);
  CHECK(hand_in({.worker = "w1", .max = 9}).claimed.jobs.size() == 3);
}

TEST_CASE_FIXTURE(OneInHand, "the steps of an earlier lease come with the job") {
  const Lease first = claim_one(queue, "w2").lease();
  const std::array steps{StepReport{.step = "one", .state = StepState::done}};
  queue.report_steps(first, steps);
  queue.release({.lease = first});
  const auto claimed = hand_in().claimed;
  REQUIRE(claimed.jobs.size() == 1);
  CHECK(claimed.jobs.front().job.id == first.job);
  CHECK(claimed.jobs.front().steps_done == std::vector<std::string>{"one"});
}

TEST_CASE_FIXTURE(OneInHand, "with nothing to hand in it is a claim") {
  done.clear();
  const auto [acks, claimed] = hand_in();
  CHECK(acks.empty());
  CHECK(claimed.jobs.size() == 1);
}

TEST_CASE_FIXTURE(OneInHand, "the last job of a group that is handed in finishes the group") {
  const std::array two{NewJob{.queue = "g"}, NewJob{.queue = "g"}};
  const GroupId group = queue.enqueue_group("batch", two);
  done.clear();
  for (int i = 0; i < 3; ++i) {
    const auto claimed = hand_in({.queue = "g", .worker = "w1"}).claimed;
    done.clear();
    for (const Claimed& one : claimed.jobs) done.push_back({one.lease(), "1"});
  }
  CHECK(queue.group(group)->state == GroupState::finished);
}
