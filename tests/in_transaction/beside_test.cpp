#include "in_transaction/callers.hpp"
#include "support/counting_options.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

// What others do meanwhile. On SQLite they wait for the write lock, here they go on.

TEST_CASE("a lapsed job that a transaction completes is passed over by claims and sweeps") {
  Calling<PostgresCaller> here;
  const JobId last = add(here.queue, {.max_attempts = 1});
  const JobId job = add(here.queue);
  const Lease last_lease = claim_one(here.queue).lease();
  const Lease lease = claim_one(here.queue).lease();
  here.clock.advance(61s);
  const auto complete_both = [&](InTransaction& verbs) {
    CHECK(verbs.complete(lease) == Ack::done);
    CHECK(verbs.complete(last_lease) == Ack::done);
    CHECK(here.queue.claim({.worker = "w2", .max = 9}).jobs.empty());
    CHECK(look(here.queue, last).state == JobState::running);
  };
  SUBCASE("after the commit there is nothing to claim") {
    here.committed(complete_both);
    CHECK(here.queue.claim({.worker = "w2", .max = 9}).jobs.empty());
    CHECK(look(here.queue, job).state == JobState::succeeded);
    CHECK(look(here.queue, last).state == JobState::succeeded);
  }
  SUBCASE("after the rollback the one is claimed, the other has lost its last attempt") {
    here.rolled_back(complete_both);
    CHECK(claim_one(here.queue, "w2").job.id == job);
    CHECK(look(here.queue, last).state == JobState::failed);
  }
}

// Q13 breaks with libqueue/service/claim.cpp:
//   s/at_most(service::poll_interval)/at_most(std::chrono::hours{1})/
TEST_CASE("a claim that waits finds what a transaction enqueued and nobody told of") {
  Calling<PostgresCaller> here;
  Tally looks;
  Queue waiting = open(here.store.url, counting_options(looks));
  ClaimAnswer answer;
  const auto start = std::chrono::steady_clock::now();
  std::jthread claimer([&] { answer = waiting.claim({.worker = "w1", .wait = forever}); });
  CHECK(looks.reaches(4));  // its sweep and its look, and again once it listens for hints
  here.caller.transact({}, [](InTransaction& verbs) { verbs.enqueue(NewJob{}); });
  claimer.join();
  CHECK(answer.jobs.size() == 1);
  CHECK(std::chrono::steady_clock::now() - start < 10s);
}
