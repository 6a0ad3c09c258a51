#include "store/finish.hpp"
#include "support/clocked_queue.hpp"
#include "support/connect_to.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A job whose lease a sweep has read as expired, at its last attempt, and not yet written so.
struct ReadAsExpired : ClockedQueue {
  ReadAsExpired() { clock.advance(60s); }

  /// The write; whether it ended anything.
  bool write() {
    const store::Finish end{
        .lease = lease,
        .decision = core::decide({.max_attempts = 1}, {.outcome = Outcome::lost}, 0),
        .error = "lost: the lease of w1 expired",
        .only_lapsed = true};
    const auto database = connect_to(store.url);
    std::function<std::uint64_t()> random = SeededRandom(2);
    const std::string actor = "sweeper";
    store::Context context{*database, to_us(clock.now()), random, actor};
    store::Transaction transaction{*database};
    const bool ended = !store::finish(context, {end}).empty();
    transaction.commit();
    return ended;
  }

  void check_changes_nothing() {
    const Job before = look(queue, job);
    const std::size_t events = queue.events(0).size();
    CHECK_FALSE(write());
    CHECK(look(queue, job).state == before.state);
    CHECK(look(queue, job).lease_expires_at == before.lease_expires_at);
    CHECK(look(queue, job).charged == before.charged);
    CHECK(queue.events(0).size() == events);
  }

  JobId job = add(queue);
  Lease lease = test::claim_one(queue, "w1").lease();
};

}  // namespace

TEST_CASE_FIXTURE(ReadAsExpired, "a sweep ends a lease that nobody has touched meanwhile") {
  CHECK(write());
  CHECK(look(queue, job).state == JobState::failed);
  CHECK(queue.attempts(job).at(0).outcome == Outcome::lost);
}

TEST_CASE_FIXTURE(ReadAsExpired, "a sweep changes nothing where the job has completed meanwhile") {
  CHECK(queue.complete(lease, "1") == Ack::done);
  check_changes_nothing();
  CHECK(look(queue, job).result == "1");
}

// Q5 breaks with libqueue/queries/sqlite/jobs.sql: s/ OR lease_expires_at_us <= $1)/ OR 1 = 1)/
// Q5 breaks with libqueue/queries/postgres/jobs.sql: s/ OR lease_expires_at_us <= {now})/ OR true)/
TEST_CASE_FIXTURE(ReadAsExpired, "a sweep changes nothing where the lease was renewed meanwhile") {
  CHECK(queue.heartbeat(std::array{lease}, 60s).at(0).renewed);
  check_changes_nothing();
  CHECK(queue.complete(lease) == Ack::done);
}

// Q5 breaks with libqueue/queries/sqlite/jobs.sql:
//   s/ job.token = given.token / given.token <> '' /
TEST_CASE_FIXTURE(ReadAsExpired,
                  "a sweep changes nothing where the job was claimed again meanwhile") {
  const Lease live = claim_one(queue, "w2").lease();
  check_changes_nothing();
  clock.advance(60s);
  check_changes_nothing();
  CHECK(queue.complete(live) == Ack::done);
}
