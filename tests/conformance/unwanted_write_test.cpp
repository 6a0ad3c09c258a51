#include "store/statements.hpp"
#include "support/clocked_queue.hpp"
#include "support/connect_to.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A job that a sweep has read as abandoned and as late, and not yet written so.
struct ReadAsUnwanted : ClockedQueue {
  ReadAsUnwanted() { clock.advance(60s); }

  /// The writes; whether one of them changed the job.
  bool write() {
    const auto database = connect_to(store.url);
    const store::Value now = to_us(clock.now());
    const auto& sql = database->statements();
    store::Transaction transaction{*database};
    const auto asked = database->run(sql.request_unwanted_cancel, {now, job});
    const auto cancelled = database->run(sql.cancel_unwanted_job, {now, job, "why", "sweeper"});
    transaction.commit();
    return !asked.empty() || !cancelled.empty();
  }

  JobId job = queue
                  .submit({.unique_key = "k"},
                          {.waiter = "a", .queue_timeout = 30s, .cancel_if_abandoned = true})
                  .job;
};

}  // namespace

TEST_CASE_FIXTURE(ReadAsUnwanted, "a sweep cancels what nobody has touched meanwhile") {
  CHECK(write());
  CHECK(look(queue, job).state == JobState::cancelled);
}

// S9 breaks with libqueue/queries/common/waiters.sql: s/   AND ((leases = 0 AND .*)$//
TEST_CASE_FIXTURE(ReadAsUnwanted, "a sweep leaves a job that a plain enqueue took meanwhile") {
  Queue other = open(store.url, {.clock = [this] { return clock.now() - 60s; }});
  CHECK(other.enqueue({.unique_key = "k"}).job == job);
  CHECK_FALSE(write());
  CHECK(look(queue, job).state == JobState::queued);
}

// S9 breaks with libqueue/queries/common/waiters.sql:
//   s/cancel_requested = 0 AND wanted_until_us <= {now}$/cancel_requested = 0/
TEST_CASE_FIXTURE(ReadAsUnwanted, "a sweep leaves a job that is wanted and claimed meanwhile") {
  Queue other = open(store.url, {.clock = [this] { return clock.now() - 59s; }});
  const Lease lease = claim_one(other, "w1", 1h).lease();
  other.wait(job, {.limit = 0s, .waiter = "a"});
  CHECK_FALSE(write());
  CHECK_FALSE(look(queue, job).cancel_requested);
  queue.release({.lease = lease});
  CHECK_FALSE(write());
  CHECK(look(queue, job).state == JobState::queued);
}

TEST_CASE_FIXTURE(ReadAsUnwanted, "a sweep leaves the result of a job that completed meanwhile") {
  Queue other = open(store.url, {.clock = [this] { return clock.now() - 59s; }});
  other.complete(claim_one(other).lease(), "7");
  CHECK_FALSE(write());
  CHECK(look(queue, job).result == "7");
}
