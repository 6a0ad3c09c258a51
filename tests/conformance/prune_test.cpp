#include "service/queue_impl.hpp"
#include "store/operate.hpp"
#include "store/statements.hpp"
#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// Jobs in every state, all a day old.
struct Old : ClockedQueue {
  Old() {
    queue.complete(claim_one(queue).lease());
    queue.fail({.lease = claim_one(queue).lease(), .error = "no", .permanent = true});
    queue.cancel(cancelled);
    queue.claim({.worker = "w1", .lease = 48h});
    clock.advance(24h);
  }

  JobId succeeded = add(queue, {.priority = 5});
  JobId failed = add(queue, {.priority = 4});
  JobId cancelled = add(queue);
  JobId running = add(queue, {.priority = 3, .time_limit = 480h});
  JobId queued = add(queue);
};

}  // namespace

TEST_CASE_FIXTURE(Old, "pruning removes old terminal jobs, and nothing that is not ended") {
  CHECK(queue.prune(1h) == 3);
  CHECK_FALSE(queue.find(succeeded).has_value());
  CHECK_FALSE(queue.find(failed).has_value());
  CHECK_FALSE(queue.find(cancelled).has_value());
  CHECK(look(queue, running).state == JobState::running);
  CHECK(look(queue, queued).state == JobState::queued);
  CHECK(queue.prune(1h) == 0);
}

TEST_CASE_FIXTURE(Old, "jobs that ended since stay") {
  queue.complete(claim_one(queue).lease());
  CHECK(queue.prune(1h) == 3);
  CHECK(look(queue, queued).state == JobState::succeeded);
  CHECK(queue.prune(48h) == 0);
}

// Q20 breaks with libqueue/queries/common/jobs.sql:
//   s/ended_at_us < {now} - $2/ended_at_us <= {now} - $2/
TEST_CASE_FIXTURE(Old, "a job is old that ended before the age, to the microsecond") {
  CHECK(queue.prune(24h) == 0);
  CHECK(queue.prune(24h - 1us) == 3);
}

TEST_CASE_FIXTURE(Old, "only the states that are named are pruned") {
  CHECK(queue.prune(1h, std::array{JobState::failed}) == 1);
  CHECK_FALSE(queue.find(failed).has_value());
  CHECK(queue.prune(1h, std::array{JobState::failed, JobState::cancelled}) == 1);
  CHECK_FALSE(queue.find(cancelled).has_value());
  CHECK(queue.find(succeeded).has_value());
}

TEST_CASE_FIXTURE(Old, "a dry run counts and removes nothing") {
  const std::size_t events = queue.events(0).size();
  CHECK(queue.prune(1h, {}, true) == 3);
  CHECK(queue.prune(1h, std::array{JobState::succeeded}, true) == 1);
  CHECK(queue.find(succeeded).has_value());
  CHECK(queue.events(0).size() == events);
}

TEST_CASE_FIXTURE(Old, "a pruned job takes its history with it, others keep theirs") {
  CHECK(queue.prune(1h) == 3);
  CHECK(queue.attempts(succeeded).empty());
  CHECK(queue.attempts(running).size() == 1);
  for (const Event& event : queue.events(0)) CHECK((event.job == running || event.job == queued));
}

TEST_CASE_FIXTURE(Old, "where states are named, the events of the pruned jobs go and no others") {
  queue.drain("w9");
  clock.advance(24h);
  CHECK(queue.prune(1h, std::array{JobState::failed}) == 1);
  std::set<JobId> left;
  for (const Event& event : queue.events(0)) left.insert(event.job);
  CHECK(left == std::set<JobId>{0, succeeded, cancelled, running, queued});
  CHECK(queue.prune(1h) == 2);
  left.clear();
  for (const Event& event : queue.events(0)) left.insert(event.job);
  CHECK(left == std::set<JobId>{running, queued});
}

TEST_CASE_FIXTURE(ClockedQueue, "thousands of old events go from among those that stay") {
  const JobId first = add(queue);
  const std::vector<Enqueued> jobs = queue.enqueue(std::vector<NewJob>(2500));
  const JobId last = add(queue);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    if (i != 1200) queue.cancel(jobs[i].job);
  clock.advance(24h);
  CHECK(queue.prune(1h) == 2499);
  std::vector<JobId> left;
  for (const Event& event : queue.events(0)) left.push_back(event.job);
  CHECK(left == std::vector<JobId>{first, jobs[1200].job, last});
}

TEST_CASE_FIXTURE(ClockedQueue, "ended jobs of an unfinished group stay until it has finished") {
  const GroupId group = queue.enqueue_group("build", std::vector<NewJob>(2));
  const Lease lease = claim_one(queue).lease();
  queue.complete(lease);
  clock.advance(24h);
  CHECK(queue.prune(1h) == 0);
  CHECK(queue.prune(1h, {}, true) == 0);
  CHECK(queue.find(lease.job).has_value());
  queue.complete(claim_one(queue).lease());
  CHECK(queue.group(group)->state == GroupState::finished);
  CHECK(queue.prune(1h) == 1);
  clock.advance(24h);
  CHECK(queue.prune(1h) == 1);
  CHECK(queue.group_jobs(group).empty());
}

// Q20 breaks with libqueue/store/operate.cpp: s/jobs_at_a_time = 500;/jobs_at_a_time = 500000;/
TEST_CASE_FIXTURE(ClockedQueue, "thousands are pruned in one call, 500 in a transaction") {
  queue.enqueue(std::vector<NewJob>(2500));
  std::vector<Completion> completions;
  for (const Claimed& claimed : queue.claim({.worker = "w1", .max = 2500}).jobs)
    completions.push_back({claimed.lease(), {}});
  queue.complete(completions);
  clock.advance(24h);
  const JobId left = add(queue);
  const auto some = queue.impl().write(Repeat::safe, [](store::Context& context) {
    return store::prune_some(context, {1h, {}});
  });
  CHECK(some == 500);
  CHECK(queue.prune(1h) == 2000);
  const std::vector<Job> jobs = queue.list({.limit = 5000});
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].id == left);
}

TEST_CASE_FIXTURE(Old, "what can't be pruned is refused") {
  CHECK(error_of([&] { queue.prune(-1us); }) == ErrorKind::invalid);
  CHECK(error_of([&] { queue.prune(1h, std::array{JobState::queued}); }) == ErrorKind::invalid);
  CHECK(queue.list({}).size() == 5);
}

TEST_CASE_FIXTURE(ClockedQueue, "pruning forgets sessions that ended long ago, and no other") {
  static constexpr store::Statement list{"list", "SELECT id FROM {schema}.session"};
  const auto sessions = [&] {
    return queue.impl().read([](store::Context& context) {
      std::set<std::string> found;
      for (const store::Row& row : context.database.run(list, {})) found.insert(row.text(0));
      return found;
    });
  };
  const std::string ended = queue.start_session("w1", "v1", 60s);
  queue.end_session(ended);
  const std::string open = queue.start_session("w1", "v1", 60s);
  clock.advance(24h);
  queue.prune(48h);
  CHECK(sessions() == std::set{ended, open});
  queue.prune(1h);
  CHECK(sessions() == std::set{open});
}
