#include "in_transaction/callers.hpp"
#include "support/failure.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_TEMPLATE("a stale token is refused in a transaction, which goes on and commits", Caller,
                   PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  const JobId job = add(here.queue);
  const Lease stale = claim_one(here.queue, "w1").lease();
  here.clock.advance(60s);
  const Lease live = claim_one(here.queue, "w2").lease();
  const std::size_t events = here.queue.events(0).size();
  JobId next = 0;
  here.committed([&](InTransaction& verbs) {
    CHECK(verbs.complete(stale, "1") == Ack::lease_lost);
    CHECK(verbs.fail({.lease = stale, .error = "late", .permanent = true}) == Ack::lease_lost);
    CHECK(verbs.complete({job, std::string{"\0\xff", 2}}) == Ack::lease_lost);
    CHECK(verbs.complete({job + 1000, "t"}) == Ack::not_found);
    CHECK(verbs.fail({.lease = {job + 1000, "t"}, .error = "x"}) == Ack::not_found);
    next = verbs.enqueue(NewJob{}).job;
  });
  CHECK(here.caller.own_rows() == 1);
  CHECK(here.queue.find(next).has_value());
  CHECK(here.queue.events(0).size() == events + 1);
  CHECK(look(here.queue, job).worker == "w2");
  CHECK(here.queue.complete(live, "2") == Ack::done);
  CHECK(look(here.queue, job).result == "2");
}

TEST_CASE_TEMPLATE("a call repeated in a transaction is a success without change", Caller,
                   PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  here.queue.enqueue(std::vector<NewJob>(2));
  const Lease done = claim_one(here.queue).lease();
  const Lease failed = claim_one(here.queue).lease();
  here.committed([&](InTransaction& verbs) {
    for (const char* result : {"1", "2"}) CHECK(verbs.complete(done, result) == Ack::done);
    for (const char* error : {"one", "two"})
      CHECK(verbs.fail({.lease = failed, .error = error}) == Ack::done);
    CHECK(verbs.fail({.lease = done, .error = "no"}) == Ack::lease_lost);
    CHECK(verbs.complete(failed) == Ack::lease_lost);
  });
  CHECK(look(here.queue, done.job).result == "1");
  CHECK(look(here.queue, failed.job).error == "one");
  CHECK(here.queue.attempts(failed.job).size() == 1);
}

TEST_CASE_TEMPLATE("a bad job in a transaction is named, and after the rollback nothing is there",
                   Caller, PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  const std::vector<NewJob> jobs{{}, {.priority = 5000}, {.payload = "no JSON"}};
  std::size_t item = 0;
  try {
    here.committed([&](InTransaction& verbs) {
      verbs.enqueue(NewJob{});
      verbs.enqueue(jobs);
    });
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid);
    item = error.item();
  }
  CHECK(item == 2);
  CHECK(here.queue.list({}).empty());
  CHECK(here.caller.own_rows() == 0);
}

TEST_CASE_TEMPLATE("a payload over the program's own limit is refused", Caller,
                   PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  const InTransactionOptions options{.payload_limit_bytes = 10};
  const auto failed = failure_of([&] {
    here.caller.transact(
        options, [](InTransaction& verbs) { verbs.enqueue({.payload = "\"0123456789\""}); });
  });
  CHECK(failed.kind == ErrorKind::invalid);
  CHECK(failed.text.find("payload") != std::string::npos);
  CHECK(here.queue.list({}).empty());
}

TEST_CASE_TEMPLATE("a result that is no JSON is refused in a transaction, and the job still runs",
                   Caller, PERFQ_BOTH_CALLERS) {
  Calling<Caller> here;
  add(here.queue);
  const Lease lease = claim_one(here.queue).lease();
  CHECK(error_of([&] {
          here.committed([&](InTransaction& verbs) { verbs.complete(lease, "{"); });
        }) == ErrorKind::invalid);
  CHECK(here.caller.own_rows() == 0);
  CHECK(here.queue.complete(lease) == Ack::done);
}

TEST_CASE("where the queue's schema is not there it is named, and the connection works on") {
  SQLite::Database connection{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  const auto in_memory = failure_of([&] { in_transaction(connection).enqueue(NewJob{}); });
  CHECK(in_memory.kind == ErrorKind::schema);
  CHECK(connection.execAndGet("SELECT 1").getInt() == 1);

  Calling<PostgresCaller> here;
  pqxx::connection server{std::get<PostgresLocation>(parse_location(here.store.url)).connection};
  const auto elsewhere = failure_of([&] {
    pqxx::work transaction{server};
    in_transaction(transaction, "perfq_nowhere").enqueue(NewJob{});
  });
  CHECK(elsewhere.kind == ErrorKind::schema);
  CHECK(elsewhere.text.find("perfq_nowhere") != std::string::npos);
  CHECK(pqxx::work{server}.exec("SELECT 1").size() == 1);
}
