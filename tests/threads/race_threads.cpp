#include "support/clocked_queue.hpp"
#include "support/printing.hpp"
#include "support/together.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

constexpr int rounds = 50;

/// Two queues open on one database, as two processes have them.
struct TwoQueues : ClockedQueue {
  Queue other = open(store.url, options_with(clock, 2));
};

int count_events(Queue& queue, GroupId group, const std::string& type) {
  int count = 0;
  for (const Event& event : queue.events(0, 100'000))
    count += event.group == group && event.type == type;
  return count;
}

}  // namespace

TEST_CASE_FIXTURE(TwoQueues,
                  "enqueues of one key at one instant make one job, of which all are told") {
  for (int round = 0; round < rounds; ++round) {
    const NewJob job{.unique_key = "key-" + std::to_string(round)};
    std::array<Enqueued, 6> told;
    together(6, [&](int i) {
      told[static_cast<std::size_t>(i)] = (i % 2 == 0 ? queue : other).enqueue(job);
    });
    int created = 0;
    for (const Enqueued& one : told) {
      created += one.created;
      CHECK(one.job == told[0].job);
    }
    CHECK(created == 1);
  }
  CHECK(queue.list({}).size() == rounds);
}

TEST_CASE_FIXTURE(TwoQueues,
                  "bulk enqueues of the same keys in another order don't block each other") {
  std::vector<NewJob> forth;
  for (int i = 0; i < 100; ++i) forth.push_back({.unique_key = std::to_string(i)});
  const std::vector<NewJob> back(forth.rbegin(), forth.rend());
  together(4, [&](int i) { (i % 2 == 0 ? queue : other).enqueue(i < 2 ? forth : back); });
  CHECK(queue.list({}).size() == 100);
}

TEST_CASE_FIXTURE(TwoQueues, "a retry and an enqueue of its key at one instant leave one bearer") {
  for (int round = 0; round < rounds; ++round) {
    const NewJob twin{.unique_key = "key-" + std::to_string(round)};
    const JobId old = add(queue, twin);
    queue.cancel(old);
    Change change = Change::not_found;
    Enqueued enqueued;
    together(2, [&](int i) {
      if (i == 0)
        change = queue.retry(old);
      else
        enqueued = other.enqueue(twin);
    });
    CHECK(enqueued.created == (change == Change::conflict));
    CHECK((enqueued.job == old) == (change == Change::done));
    CHECK(queue.cancel(enqueued.job) == Change::done);
  }
}

TEST_CASE_FIXTURE(TwoQueues, "the last two jobs that end at one instant finish their group once") {
  for (int round = 0; round < rounds; ++round) {
    const GroupId group = queue.enqueue_group("build", std::vector<NewJob>(2));
    // Its failures of the rounds before would quarantine it.
    queue.resume("w2");
    const std::array leases{claim_one(queue, "w1").lease(), claim_one(queue, "w2").lease()};
    together(2, [&](int i) {
      if (i == 0)
        queue.complete(leases[0]);
      else
        other.fail({.lease = leases[1], .error = "no", .permanent = true});
    });
    CHECK(queue.group(group)->state == GroupState::finished);
    CHECK(queue.group(group)->outcome == GroupOutcome::partial);
    CHECK(queue.group(group)->finishes == 1);
    CHECK(count_events(queue, group, "build.finished") == 1);
  }
}

TEST_CASE_FIXTURE(TwoQueues, "of a completion and a sweep at one instant one wins") {
  for (int round = 0; round < rounds; ++round) {
    const JobId job = add(queue, {.max_attempts = 1});
    const Lease lease = claim_one(queue).lease();
    clock.advance(60s);
    Ack ack = Ack::not_found;
    together(3, [&](int i) {
      if (i == 0)
        ack = queue.complete(lease, "1");
      else
        other.claim({.queue = "nothing-is-ever-here", .worker = "sweeper"});
    });
    const Job ended = look(queue, job);
    CHECK((ack == Ack::done) == (ended.state == JobState::succeeded));
    CHECK((ack == Ack::lease_lost) == (ended.state == JobState::failed));
    CHECK(ended.charged == 1);
    CHECK(queue.attempts(job).size() == 1);
  }
}

TEST_CASE_FIXTURE(TwoQueues,
                  "of a completion and a claim of a lapsed job at one instant one wins") {
  for (int round = 0; round < rounds; ++round) {
    const JobId job = add(queue);
    const Lease lease = claim_one(queue, "w1").lease();
    clock.advance(60s);
    Ack ack = Ack::not_found;
    std::array<ClaimAnswer, 2> answers;
    together(3, [&](int i) {
      if (i == 0)
        ack = queue.complete(lease);
      else
        answers[static_cast<std::size_t>(i - 1)] = other.claim({.worker = "w2"});
    });
    const std::size_t claimed = answers[0].jobs.size() + answers[1].jobs.size();
    CHECK(claimed == (ack == Ack::done ? 0u : 1u));
    CHECK(queue.attempts(job).size() == claimed + 1);
    queue.cancel(job);
    for (const ClaimAnswer& answer : answers)
      for (const Claimed& one : answer.jobs) CHECK(queue.complete(one.lease()) == Ack::done);
  }
}

TEST_CASE_FIXTURE(TwoQueues,
                  "of a cancel and a claim at one instant the job knows of both or one") {
  for (int round = 0; round < rounds; ++round) {
    const JobId job = add(queue);
    Change change = Change::not_found;
    ClaimAnswer answer;
    together(2, [&](int i) {
      if (i == 0)
        change = queue.cancel(job);
      else
        answer = other.claim({.worker = "w1"});
    });
    CHECK(answer.jobs.empty() == (change == Change::done));
    CHECK((look(queue, job).state == JobState::running) == (change == Change::requested));
    CHECK(look(queue, job).cancel_requested == (change == Change::requested));
    for (const Claimed& one : answer.jobs) queue.release({.lease = one.lease()});
  }
}
