#include "service/queue_impl.hpp"
#include "store/end.hpp"
#include "support/clocked_queue.hpp"
#include "support/failure.hpp"
#include "support/together.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// Two workers that each have a job in hand, and come at the same time.
struct TwoAtOnce : ClockedQueue {
  TwoAtOnce() : ClockedQueue(open_postgres_store()) {
    test::add(queue);
    test::add(queue);
    for (const char* worker : {"w1", "w2"}) {
      const std::array done{Completion{claim_one(queue, worker).lease(), "1"}};
      wanted.push_back({store::successes(done), {.worker = worker}, {std::string{"t-"} + worker}});
    }
  }

  std::vector<store::Exchanged> exchange() {
    return queue.impl().read([&](store::Context& context) {
      const std::array<const store::Exchange*, 2> both{&wanted[0], &wanted[1]};
      REQUIRE(store::makes_together(context, both) == 2);
      store::Look look;
      return store::exchange(context, both, look);
    });
  }

  void check_handed_in(const std::vector<store::Exchanged>& answers) {
    for (std::size_t i = 0; i < 2; ++i) {
      const Lease& lease = wanted[i].done.front().lease;
      CHECK(answers[i].ended == std::set<store::JobAndToken>{{lease.job, lease.token}});
      CHECK(look(queue, lease.job).state == JobState::succeeded);
    }
  }

  void check_got(const std::vector<store::Exchanged>& answers, JobId first, JobId second) {
    REQUIRE(answers[0].jobs.size() == 1);
    REQUIRE(answers[1].jobs.size() == 1);
    CHECK(answers[0].jobs[0].job.id == first);
    CHECK(answers[1].jobs[0].job.id == second);
  }

  std::vector<store::Exchange> wanted;
};

}  // namespace

TEST_CASE_FIXTURE(TwoAtOnce, "workers that come together each get their own, the first the best") {
  const JobId later = test::add(queue);
  const JobId better = test::add(queue, {.priority = 1});
  const auto answers = exchange();
  check_handed_in(answers);
  check_got(answers, better, later);
  CHECK(answers[0].jobs[0].job.worker == "w1");
  CHECK(answers[0].jobs[0].token == "t-w1");
  CHECK(answers[1].jobs[0].job.worker == "w2");
  CHECK(answers[0].jobs[0].job.session != answers[1].jobs[0].job.session);
}

TEST_CASE_FIXTURE(TwoAtOnce, "where one of them may claim nothing none does, and both hand in") {
  const JobId job = test::add(queue);
  queue.drain("w2");
  const auto answers = exchange();
  check_handed_in(answers);
  CHECK(answers[0].jobs.empty());
  CHECK(answers[1].jobs.empty());
  CHECK_FALSE(answers[0].alone_from_top);
  CHECK(queue.complete_and_claim({}, {.worker = "w1"}).claimed.jobs.front().job.id == job);
}

TEST_CASE_FIXTURE(TwoAtOnce, "a job that one of them is to avoid is left to who comes alone") {
  const JobId job = test::add(queue);
  const Lease lease = claim_one(queue, "w2").lease();
  queue.release({.lease = lease, .avoid = 1min});
  const auto answers = exchange();
  check_handed_in(answers);
  CHECK(answers[0].jobs.empty());
  CHECK(answers[1].jobs.empty());
  CHECK(queue.complete_and_claim({}, {.worker = "w2"}).claimed.jobs.empty());
  CHECK(queue.complete_and_claim({}, {.worker = "w1"}).claimed.jobs.front().job.id == job);
}

// Without ALL ($4) in claim.sql it comes before the better job, and to the wrong worker.
TEST_CASE_FIXTURE(TwoAtOnce,
                  "an interrupted job of one of them comes first for none who come together") {
  const JobId interrupted = test::add(queue);
  claim_one(queue, "w2", 1s);
  clock.advance(2s);
  const JobId better = test::add(queue, {.priority = 1});
  const auto answers = exchange();
  check_handed_in(answers);
  check_got(answers, better, interrupted);
}

TEST_CASE_FIXTURE(TwoAtOnce, "who asks for something else is not served together") {
  std::array others{wanted[1], wanted[1], wanted[1], wanted[1], wanted[1]};
  others[0].request.queue = "other";
  others[1].request.affinities = {"label"};
  others[2].request.lease = 1s;
  others[3].request.version = "v2";
  others[4].request.job = 1;
  queue.impl().read([&](store::Context& context) {
    for (const store::Exchange& other : others) {
      const std::array<const store::Exchange*, 2> both{&wanted[0], &other};
      CHECK(store::makes_together(context, both) == 1);
    }
    return true;
  });
}

// Without beside_others in Queue::Impl::exchange one of them passes over a job for a moment.
TEST_CASE("two workers of two labels who come at the same time get a job each") {
  const TestStore store = open_postgres_store();
  Queue queue = open(store.url);
  std::atomic<int> got = 0;
  for (int round = 1; round <= 200; ++round) {
    queue.enqueue(std::vector<NewJob>{{}, {.affinity = "a"}});
    together(2, [&](int) {
      got += static_cast<int>(queue.claim({.worker = "w", .affinities = {"a"}}).jobs.size());
    });
    REQUIRE(got == 2 * round);
  }
}

// Without the catch in `told` of service/exchange.cpp the claim is told to have had no effect.
TEST_CASE_FIXTURE(TwoAtOnce, "of a job that was claimed and can't be read the effect is unknown") {
  test::add(queue);
  queue.release({.lease = claim_one(queue).lease()});
  const auto run = [&](const char* sql) {
    queue.impl().write(Repeat::unsafe,
                       [&](store::Context& context) { context.database.script(sql); });
  };
  run("ALTER TABLE {schema}.step RENAME TO away");
  CHECK(failure_of([&] { claim_one(queue); }).effect_unknown);
  run("ALTER TABLE {schema}.away RENAME TO step");
}

// Without the second look in service/exchange.cpp a worker whose look was made together with a
// draining one's is told that there is nothing.
TEST_CASE("beside draining workers of one open queue a worker finds all there is") {
  const TestStore store = open_postgres_store();
  Queue queue = open(store.url);
  constexpr int count = 300;
  queue.enqueue(std::vector<NewJob>(count));
  std::atomic<bool> over = false;
  std::vector<std::jthread> draining;
  for (const char* worker : {"d1", "d2", "d3"}) {
    queue.drain(worker);
    draining.emplace_back([&queue, &over, worker] {
      while (!over) queue.claim({.worker = worker});
    });
  }
  for (int i = 0; i < count; ++i) {
    CAPTURE(i);
    CHECK(queue.claim({.worker = "w1"}).jobs.size() == 1);
  }
  over = true;
}
