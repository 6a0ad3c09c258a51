#include "support/clocked_queue.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

// Without `newest` in service/operate.cpp it goes on as long as there is one more.
TEST_CASE("a prune ends where the log ended when it began, while events are made all the time") {
  const TestStore store = open_postgres_store();
  Queue other = open(store.url);
  constexpr int many = 100;
  int told_time = 0;
  const auto an_hour_ahead = [&] {
    if (++told_time <= many) other.enqueue(NewJob{});
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now() + 1h);
  };
  Queue queue = open(store.url, {.clock = an_hour_ahead});
  CHECK(queue.prune(0us) == 0);
  CHECK(told_time < many / 2);
}
