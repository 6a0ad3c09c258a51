#include "service/queue_impl.hpp"
#include "support/clocked_queue.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct Swept : ClockedQueue {
  Swept() : ClockedQueue(open_postgres_store()) {}
};

}  // namespace

// The interval is over before the sweep is: without took() in queue_impl.cpp each call makes
// one.
TEST_CASE("sweeps that look for longer than the interval are made more rarely") {
  const TestStore store = open_postgres_store();
  Queue queue = open(store.url, {.sweep_interval = 100us});
  int left_out = 0;
  for (int sweeps = 0; sweeps < 20;) ++(queue.impl().sweep_if_due() ? sweeps : left_out);
  CHECK(left_out > 0);
}

TEST_CASE_FIXTURE(Swept, "a sweep that found something has not looked in vain") {
  CHECK(queue.impl().sweep().looked > 0us);
  test::add(queue, {.delay = 1s});
  clock.advance(2s);
  const store::Swept swept = queue.impl().sweep();
  CHECK(swept.promoted == 1);
  CHECK(swept.looked == 0us);
}
