#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

TEST_CASE("the suite runs over the database that it was linked for") {
  const TestStore store = open_test_store();
  CHECK(store.url.starts_with(store.backend));
  const Queue queue = open(store.url);
  CHECK(queue.database().starts_with(store.backend));
}

TEST_CASE("a test's store is empty, and another one's is not the same") {
  ClockedQueue one;
  add(one.queue);
  ClockedQueue other;
  CHECK(other.queue.list({}).empty());
  CHECK(one.queue.list({}).size() == 1);
}

TEST_CASE("a store opened again has what was acknowledged") {
  const TestStore store = open_test_store();
  const JobId job = [&] {
    Queue queue = open(store.url);
    return add(queue, {.payload = R"({"a": 1})"});
  }();
  Queue again = open(store.url);
  CHECK(look(again, job).payload == R"({"a": 1})");
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "the clock of the options is the queue's, and the database's own is real time") {
  CHECK(queue.now() == clock.now());
  Queue real = open(store.url);
  using namespace std::chrono;
  const auto apart = abs(real.now() - time_point_cast<microseconds>(system_clock::now()));
  CHECK(apart < 1min);
}

TEST_CASE("a URL of no known kind is refused") {
  for (const char* url : {"", "nonsense", "mysql://host/db", "http://example.org", "sqlite:"})
    CHECK_MESSAGE(error_of([&] { open(url); }) == ErrorKind::invalid, url);
}
