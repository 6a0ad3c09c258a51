#include "service/queue_impl.hpp"
#include "store/enqueue.hpp"
#include "support/clocked_queue.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;
using service::LowEnds;

namespace {

/// Looks as a claim does, from a low end of the test's choice.
struct FromLowEnd : ClockedQueue {
  FromLowEnd() : ClockedQueue(open_postgres_store()) {
    for (int i = 0; i < 4; ++i) jobs.push_back(test::add(queue));
  }

  std::vector<JobId> claimed(int max, store::Look& look) {
    const store::Exchange wanted{{}, {.worker = "w1", .max = max}, queue.impl().fresh_tokens(max)};
    std::vector<JobId> ids;
    queue.impl().read([&](store::Context& context) {
      const store::Exchange* const one = &wanted;
      const auto answers = store::exchange(context, std::span{&one, 1}, look);
      for (const Claimed& each : answers.front().jobs) ids.push_back(each.job.id);
      return true;
    });
    return ids;
  }

  store::LowEnd place_of(JobId id) {
    const Job job = look(queue, id);
    return {job.priority, job.rank, to_us(job.run_at), job.id, to_us(clock.now())};
  }

  std::vector<JobId> jobs;
};

}  // namespace

TEST_CASE_FIXTURE(FromLowEnd, "a look from a low end sees what stands there or behind it") {
  const JobId better = test::add(queue, {.priority = 1});
  store::Look look;
  look.from = place_of(jobs[2]);
  CHECK(claimed(9, look) == std::vector{jobs[2], jobs[3]});
  CHECK_FALSE(look.found_enough);
  CHECK(look.to->job == jobs[3]);
  look.from.reset();
  CHECK(claimed(2, look) == std::vector{better, jobs[0]});
  CHECK(look.found_enough);
  CHECK(look.took > 0us);
}

TEST_CASE_FIXTURE(FromLowEnd, "of leases that ran out it sees those that did since") {
  claim_ids(queue, {.worker = "w2", .lease = 10s});
  claim_ids(queue, {.worker = "w2", .lease = 30s});
  clock.advance(20s);
  store::Look look;
  look.from = place_of(jobs[2]);
  clock.advance(20s);
  CHECK(claimed(9, look) == std::vector{jobs[1], jobs[2], jobs[3]});
  CHECK(look.saw_lapsed);
  test::add(queue);
  claimed(1, look);
  CHECK_FALSE(look.saw_lapsed);
}

TEST_CASE_FIXTURE(FromLowEnd, "after a look that failed the next one is from the top") {
  LowEnds& low_ends = queue.impl().low_ends();
  const ClaimRequest any{.worker = "w1"};
  const auto now = LowEnds::Clock::now();
  const store::Look long_look{.to = place_of(jobs[0]), .found_enough = true, .took = 1h};
  for (int i = 0; i < 2; ++i) low_ends.note(any, long_look, now);
  REQUIRE(low_ends.next(any, now).has_value());
  const auto run = [&](std::string_view sql) {
    queue.impl().with_connection([&](store::Database& database) { database.script(sql); });
  };
  run("ALTER TABLE {schema}.job RENAME TO gone");
  const store::Exchange wanted{{}, any, queue.impl().fresh_tokens(1)};
  CHECK_THROWS_AS(queue.impl().exchange(wanted, false), Error);
  run("ALTER TABLE {schema}.gone RENAME TO job");
  CHECK_FALSE(low_ends.next(any, now).has_value());
}

// Without top_is_due in low_ends.cpp it is passed by for ever.
TEST_CASE("what commits late before the low end is claimed while others come behind it") {
  const TestStore store = open_postgres_store();
  Queue queue = open(store.url);
  queue.impl().low_ends().set_long_look(0us);
  Queue late = open(store.url);
  JobId late_job = 0;
  late.impl().write(Repeat::unsafe, [&](store::Context& context) {
    const NewJob job{.priority = 1};
    late_job = store::enqueue(context, std::span{&job, 1}).front().job;
    queue.enqueue(std::vector<NewJob>(100));
    const auto low_end = [&] {
      return queue.impl().low_ends().next({.worker = "w1"}, LowEnds::Clock::time_point::min());
    };
    while (!low_end()) claim_one(queue);
    claim_one(queue);
  });
  const auto until = LowEnds::Clock::now() + 30s;
  while (claim_one(queue).job.id != late_job) {
    REQUIRE(LowEnds::Clock::now() < until);
    queue.enqueue(NewJob{});
  }
}
