#include "service/queue_impl.hpp"
#include "support/clocked_queue.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

// Without the transaction in Queue::enqueue the first job stays; on SQLite each call is one.
TEST_CASE("a call that fails at a job whose key is borne has stored none of the others") {
  const TestStore store = open_postgres_store();
  Queue queue = perfq::open(store.url);
  const NewJob keyed{.unique_key = "k"};
  queue.submit(keyed, {.queue_timeout = 1h});
  queue.impl().with_connection([](store::Database& database) {
    database.script(
        "CREATE FUNCTION {schema}.refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RAISE EXCEPTION ''nobody joins''; END'");
    database.script(
        "CREATE TRIGGER refuse BEFORE UPDATE ON {schema}.job"
        " FOR EACH ROW EXECUTE FUNCTION {schema}.refuse()");
  });
  CHECK_THROWS_AS(queue.enqueue(std::array{NewJob{}, keyed}), Error);
  CHECK(queue.list({}).size() == 1);
}
