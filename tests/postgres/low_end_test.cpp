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

const ClaimRequest request{.queue = "q", .worker = "w1"};
const LowEnds::Clock::time_point start{};

store::Look long_look(JobId to, microseconds took = 10ms) {
  return {.from = {}, .to = store::LowEnd{.job = to}, .found_enough = true, .took = took};
}

/// The second long look in a row is the one that counts.
void note_twice(LowEnds& low_ends, const ClaimRequest& of, const store::Look& look) {
  low_ends.note(of, look, start);
  low_ends.note(of, look, start);
}

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

TEST_CASE("a short look leaves nothing to remember, nor does one that found too little") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1, 1ms));
  CHECK_FALSE(low_ends.next(request, start).has_value());
  note_twice(low_ends, request, long_look(1));
  REQUIRE(low_ends.next(request, start).has_value());
  store::Look too_little = long_look(2);
  too_little.from = low_ends.next(request, start);
  too_little.found_enough = false;
  low_ends.note(request, too_little, start);
  CHECK_FALSE(low_ends.next(request, start).has_value());
}

TEST_CASE("one long look between short ones is remembered by nobody") {
  LowEnds low_ends;
  for (const microseconds took : {10ms, 0ms, 10ms}) {
    low_ends.note(request, long_look(1, took), start);
    CHECK_FALSE(low_ends.next(request, start).has_value());
  }
  low_ends.note(request, long_look(1), start);
  CHECK(low_ends.next(request, start).has_value());
}

TEST_CASE("a low end moves with what is claimed from it, and never back") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(5));
  for (const JobId to : {8, 7}) {
    store::Look look = long_look(to);
    look.from = low_ends.next(request, start);
    low_ends.note(request, look, start);
    CHECK(low_ends.next(request, start)->job == 8);
  }
}

TEST_CASE("leases that ran out are looked for again until none is seen") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(5));
  for (const auto& [to, saw_lapsed, known_to_us] : {std::tuple{6, true, 0}, {7, false, 7}}) {
    store::Look look = long_look(to);
    look.from = low_ends.next(request, start);
    look.to->lapsed_after_us = to;
    look.saw_lapsed = saw_lapsed;
    low_ends.note(request, look, start);
    CHECK(low_ends.next(request, start)->lapsed_after_us == known_to_us);
  }
}

TEST_CASE("after a look from the top that found what had been put back the next one is due") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1, 5ms));
  REQUIRE_FALSE(low_ends.next(request, start + 200ms).has_value());
  low_ends.note(request, {.to = {}, .found_enough = true, .took = 5ms}, start + 210ms);
  CHECK_FALSE(low_ends.next(request, start + 210ms).has_value());
  CHECK(low_ends.next(request, start + 211ms).has_value());
}

TEST_CASE("after a look that failed the next one is from the top") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1));
  low_ends.forget(request);
  CHECK_FALSE(low_ends.next(request, start).has_value());
}

TEST_CASE("where a look from the top is due one caller makes it") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1, 5ms));
  CHECK_FALSE(low_ends.next(request, start + 200ms).has_value());
  CHECK(low_ends.next(request, start + 399ms).has_value());
  CHECK_FALSE(low_ends.next(request, start + 400ms).has_value());
}

TEST_CASE("the next look from the top is due after 40 times what the last one took, or 30 s") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1, 5ms));
  CHECK(low_ends.next(request, start + 199ms).has_value());
  CHECK_FALSE(low_ends.next(request, start + 200ms).has_value());
  low_ends.note(request, long_look(1, 10s), start);
  CHECK(low_ends.next(request, start + 29'999ms).has_value());
  CHECK_FALSE(low_ends.next(request, start + 30s).has_value());
}

TEST_CASE("only claims of one label and of any job remember, each label apart") {
  LowEnds low_ends;
  const ClaimRequest labelled{
      .queue = "q", .worker = "w1", .affinities = {"a"}, .only_labelled = true};
  note_twice(low_ends, labelled, long_look(1));
  CHECK(low_ends.next(labelled, start).has_value());
  CHECK_FALSE(low_ends.next(request, start).has_value());
  const ClaimRequest two_labels{.queue = "q", .worker = "w1", .affinities = {"a"}};
  const ClaimRequest only_job{.queue = "q", .worker = "w1", .job = 7};
  for (const ClaimRequest& other : {two_labels, only_job}) {
    note_twice(low_ends, other, long_look(1));
    CHECK_FALSE(low_ends.next(other, start).has_value());
  }
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
      return queue.impl().low_ends().next({.worker = "w1"}, LowEnds::Clock::now());
    };
    while (!low_end()) claim_one(queue);
  });
  const auto until = LowEnds::Clock::now() + 30s;
  while (claim_one(queue).job.id != late_job) {
    REQUIRE(LowEnds::Clock::now() < until);
    queue.enqueue(NewJob{});
  }
}
