#include "postgres/server.hpp"
#include "service/location.hpp"
#include "support/clocked_queue.hpp"
#include "support/cpu_time.hpp"

#include <perfq/postgres.hpp>

#include <doctest/doctest.h>
#include <pqxx/pqxx>

#include <chrono>
#include <thread>

using namespace perfq;
using namespace perfq::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST_CASE("a hint of another connection ends the wait") {
  const TempSchema schema;
  const auto waiting = schema.open();
  const auto other = schema.open();
  CHECK_FALSE(waiting->wait_for_hint(milliseconds{20}));
  std::jthread sender{[&] {
    std::this_thread::sleep_for(milliseconds{100});
    other->hint();
  }};
  const auto since = steady_clock::now();
  CHECK(waiting->wait_for_hint(std::chrono::seconds{5}));
  CHECK(steady_clock::now() - since < milliseconds{1000});
}

TEST_CASE("a hint between two waits is not missed, and another schema's is not ours") {
  const TempSchema schema;
  const TempSchema another;
  const auto waiting = schema.open();
  waiting->wait_for_hint(milliseconds{1});
  schema.open()->hint();
  CHECK(waiting->wait_for_hint(std::chrono::seconds{5}));
  another.open()->hint();
  CHECK_FALSE(waiting->wait_for_hint(milliseconds{50}));
}

TEST_CASE("a hint in a caller's transaction is heard once it commits") {
  const TestStore store = open_postgres_store();
  const auto location = std::get<PostgresLocation>(parse_location(store.url));
  const auto waiting = connect(location.schema);
  waiting->wait_for_hint(milliseconds{1});
  pqxx::connection connection(location.connection);
  pqxx::work transaction(connection);
  in_transaction(transaction, location.schema, {.hint = true}).enqueue(NewJob{});
  CHECK_FALSE(waiting->wait_for_hint(milliseconds{20}));
  transaction.commit();
  CHECK(waiting->wait_for_hint(std::chrono::seconds{5}));
}

// Without the whole milliseconds of Connection::wait_for_notification: 70 to 100 ms.
TEST_CASE("a wait for part of a millisecond more is no loop either") {
  const TempSchema schema;
  const auto waiting = schema.open();
  waiting->wait_for_hint(milliseconds{1});
  const double before = thread_seconds();
  for (int times = 0; times < 100; ++times)
    CHECK_FALSE(waiting->wait_for_hint(microseconds{1'900}));
  CHECK(thread_seconds() - before < 0.04);
}

TEST_CASE("a connection that broke while waiting costs no loop, and listens again afterwards") {
  const TempSchema schema;
  const auto waiting = schema.open();
  const auto other = schema.open();
  waiting->wait_for_hint(milliseconds{1});
  waiting->wait_for_hint(milliseconds{1});
  CHECK(waiting->listens());
  terminate(*other, pid_of(*waiting));
  const auto since = steady_clock::now();
  const double before = thread_seconds();
  waiting->wait_for_hint(milliseconds{300});
  CHECK(steady_clock::now() - since >= milliseconds{290});
  CHECK(thread_seconds() - before < 0.05);
  CHECK_FALSE(waiting->listens());
  waiting->wait_for_hint(milliseconds{1});
  other->hint();
  CHECK(waiting->wait_for_hint(std::chrono::seconds{5}));
}
