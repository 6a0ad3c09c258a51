#include "in_transaction/callers.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A group of one job that runs.
template <class Caller>
struct Running : Calling<Caller> {
  GroupId group = this->queue.enqueue_group("build", std::vector<NewJob>(1));
  Lease lease = test::claim_one(this->queue).lease();
  Job before = look(this->queue, lease.job);
  std::size_t events = this->queue.events(0).size();

  void check_untouched() {
    const Job now = look(this->queue, lease.job);
    CHECK(now.state == JobState::running);
    CHECK(now.lease_expires_at == before.lease_expires_at);
    CHECK(now.charged == 0);
    CHECK(now.error.empty());
    CHECK(this->queue.group(group)->state == GroupState::running);
    CHECK(this->queue.events(0).size() == events);
    CHECK_FALSE(this->queue.attempts(lease.job).at(0).outcome.has_value());
    CHECK(this->queue.heartbeat(std::array{lease}, 60s).at(0).renewed);
    CHECK(this->caller.own_rows() == 0);
  }

  std::vector<std::string> new_events() {
    std::vector<std::string> types;
    for (const Event& event : this->queue.events(0)) types.push_back(event.type);
    return {types.begin() + static_cast<std::ptrdiff_t>(events), types.end()};
  }

  Attempt attempt() { return this->queue.attempts(lease.job).at(0); }
};

}  // namespace

// Q12 breaks with libqueue/postgres/borrow.cpp:
//   s/return compat::execute/transaction_.exec("COMMIT"); return compat::execute/
TEST_CASE_TEMPLATE("a job completed in a transaction that rolls back is running, its lease intact",
                   Caller, PERFQ_BOTH_CALLERS) {
  Running<Caller> here;
  here.rolled_back(
      [&](InTransaction& verbs) { CHECK(verbs.complete(here.lease, "1") == Ack::done); });
  here.check_untouched();
  CHECK(here.queue.complete(here.lease, "2") == Ack::done);
  CHECK(look(here.queue, here.lease.job).result == "2");
}

TEST_CASE_TEMPLATE("a job completed in a transaction has succeeded with the commit, and its group",
                   Caller, PERFQ_BOTH_CALLERS) {
  Running<Caller> here;
  here.committed([&](InTransaction& verbs) {
    CHECK(verbs.complete(here.lease, R"({"a": 1})") == Ack::done);
    CHECK(look(here.queue, here.lease.job).state == JobState::running);
  });
  const Job job = look(here.queue, here.lease.job);
  CHECK(job.state == JobState::succeeded);
  CHECK(job.result == R"({"a": 1})");
  CHECK(here.attempt().outcome == Outcome::succeeded);
  CHECK(here.attempt().charged);
  CHECK(here.queue.group(here.group)->outcome == GroupOutcome::complete);
  CHECK(here.new_events() == std::vector<std::string>{"job.succeeded", "build.finished"});
  CHECK(here.queue.complete(here.lease) == Ack::done);
  CHECK(here.caller.own_rows() == 1);
}

TEST_CASE_TEMPLATE("a job failed in a transaction that rolls back is running, its lease intact",
                   Caller, PERFQ_BOTH_CALLERS) {
  for (const bool permanent : {false, true}) {
    Running<Caller> here;
    here.rolled_back([&](InTransaction& verbs) {
      CHECK(verbs.fail({.lease = here.lease, .error = "no", .permanent = permanent}) == Ack::done);
    });
    here.check_untouched();
    CHECK(here.queue.complete(here.lease) == Ack::done);
  }
}

TEST_CASE_TEMPLATE("a job failed in a transaction backs off from the commit on", Caller,
                   PERFQ_BOTH_CALLERS) {
  Running<Caller> here;
  here.committed([&](InTransaction& verbs) {
    CHECK(verbs.fail({.lease = here.lease, .error = "no", .retry_in = 5s}) == Ack::done);
  });
  CHECK(here.attempt().outcome == Outcome::failed);
  CHECK(here.attempt().error == "no");
  CHECK(here.new_events() == std::vector<std::string>{"job.retried"});
  CHECK(here.queue.claim({.worker = "w1"}).jobs.empty());
  here.clock.advance(5s);
  CHECK(claim_one(here.queue).attempt == 2);
  CHECK(here.caller.own_rows() == 1);
}

TEST_CASE_TEMPLATE("a job failed for good in a transaction ends its group with the commit", Caller,
                   PERFQ_BOTH_CALLERS) {
  Running<Caller> here;
  here.committed([&](InTransaction& verbs) {
    CHECK(verbs.fail({.lease = here.lease, .error = "no", .permanent = true}) == Ack::done);
  });
  CHECK(look(here.queue, here.lease.job).state == JobState::failed);
  CHECK(here.queue.group(here.group)->state == GroupState::failed);
  CHECK(here.new_events() == std::vector<std::string>{"job.failed", "build.failed"});
}

TEST_CASE_TEMPLATE("the end of one job and the start of the next are there together or not at all",
                   Caller, PERFQ_BOTH_CALLERS) {
  Running<Caller> here;
  const auto hand_over = [&](InTransaction& verbs) {
    verbs.complete(here.lease);
    verbs.enqueue({.kind = "next"});
  };
  here.rolled_back(hand_over);
  here.check_untouched();
  CHECK(here.queue.claim({.worker = "w1"}).jobs.empty());
  here.committed(hand_over);
  CHECK(look(here.queue, here.lease.job).state == JobState::succeeded);
  CHECK(claim_one(here.queue).job.kind == "next");
}
