#include "in_transaction/callers.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

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
