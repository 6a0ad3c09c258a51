#include "in_transaction/callers.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;

// Q12 breaks with libqueue/postgres/borrow.cpp:
//   s/return compat::execute/transaction_.exec("COMMIT"); return compat::execute/
TEST_CASE_TEMPLATE("a job enqueued in a transaction that rolls back was never there", Caller,
                   PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  JobId job = 0;
  here.rolled_back([&](InTransaction& verbs) { job = verbs.enqueue({.unique_key = "k"}).job; });
  CHECK(job > 0);
  CHECK_FALSE(here.queue.find(job).has_value());
  CHECK(here.queue.events(0).empty());
  CHECK(here.queue.claim({.worker = "w1"}).jobs.empty());
  CHECK(here.queue.enqueue({.unique_key = "k"}).created);
  CHECK(here.caller.own_rows() == 0);
}

TEST_CASE_TEMPLATE("a job enqueued in a transaction is there with its commit, and not before",
                   Caller, PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  JobId job = 0;
  here.committed([&](InTransaction& verbs) {
    const Enqueued enqueued = verbs.enqueue({.payload = "[1]", .unique_key = "k"});
    CHECK(enqueued.created);
    job = enqueued.job;
    CHECK_FALSE(here.queue.find(job).has_value());
  });
  CHECK(here.caller.own_rows() == 1);
  const std::vector<Event> events = here.queue.events(0);
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == "job.queued");
  CHECK(events[0].actor == "the program");
  CHECK(here.queue.enqueue({.unique_key = "k"}).job == job);
  const Claimed claimed = claim_one(here.queue);
  CHECK(claimed.job.id == job);
  CHECK(claimed.job.payload == "[1]");
  CHECK(claimed.job.created_at == here.clock.now());
}

TEST_CASE_TEMPLATE("many jobs in a transaction are answered in the order in which they were given",
                   Caller, PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  std::vector<Enqueued> enqueued;
  here.committed([&](InTransaction& verbs) {
    CHECK(verbs.enqueue(std::vector<NewJob>{}).empty());
    enqueued = verbs.enqueue(std::vector<NewJob>{
        {.kind = "0"}, {.kind = "1", .unique_key = "k"}, {.kind = "2"}, {.unique_key = "k"}});
  });
  REQUIRE(enqueued.size() == 4);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(look(here.queue, enqueued[i].job).kind == std::to_string(i));
  CHECK(enqueued[3].job == enqueued[1].job);
  CHECK_FALSE(enqueued[3].created);
}

TEST_CASE_TEMPLATE("a job enqueued in a transaction joins its group with the commit", Caller,
                   PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  const GroupId group = here.queue.enqueue_group("build", std::vector<NewJob>(1));
  here.rolled_back([&](InTransaction& verbs) { verbs.enqueue({.group = group}); });
  CHECK(here.queue.group_jobs(group).size() == 1);
  here.committed([&](InTransaction& verbs) { verbs.enqueue({.group = group}); });
  CHECK(here.queue.group_jobs(group).size() == 2);
  here.queue.complete(claim_one(here.queue).lease());
  CHECK(here.queue.group(group)->state == GroupState::running);
  here.queue.complete(claim_one(here.queue).lease());
  CHECK(here.queue.group(group)->state == GroupState::finished);
}

TEST_CASE_TEMPLATE("in a transaction, too, no job joins a group that has ended or is not there",
                   Caller, PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  const auto refused = [&](GroupId group) {
    const std::vector<NewJob> jobs{{}, {.group = group}};
    return error_of([&] { here.committed([&](InTransaction& verbs) { verbs.enqueue(jobs); }); });
  };
  CHECK(refused(here.queue.enqueue_group("build", {})) == ErrorKind::state);
  CHECK(refused(4711) == ErrorKind::not_found);
  CHECK(here.queue.list({}).empty());
  CHECK(here.caller.own_rows() == 0);
}

TEST_CASE_TEMPLATE("a program that names neither clock nor itself gets the database's", Caller,
                   PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  Queue other = open(here.store.url, real_time_options());
  const Timestamp before = other.now();
  JobId job = 0;
  here.caller.transact({}, [&](InTransaction& verbs) { job = verbs.enqueue(NewJob{}).job; });
  CHECK(look(other, job).created_at >= before);
  CHECK(look(other, job).created_at <= other.now());
  const JobId usual = add(other);
  const std::vector<Event> events = other.events(0);
  REQUIRE(events.size() == 2);
  CHECK(events[1].job == usual);
  CHECK(events[0].actor == events[1].actor);
}
