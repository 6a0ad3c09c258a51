#include "support/test_store.hpp"
#include "support/together.hpp"
#include "threads/many_workers.hpp"

#include <perfq/queue.hpp>

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

namespace {

constexpr int job_count = 5'000;
constexpr int queues = 4;
constexpr int threads_a_queue = 16;

}  // namespace

TEST_CASE("64 threads on four open queues, with batches of all sizes: each job is claimed once") {
  for (const TestStore& store : {open_sqlite_store(), open_postgres_store()}) {
    CAPTURE(store.backend);
    std::vector<Queue> open;
    for (int number = 0; number < queues; ++number) open.push_back(perfq::open(store.url));
    fill(open.front(), job_count);
    ManyWorkers workers;
    together(queues * threads_a_queue, [&](int number) {
      workers.drain(open[static_cast<std::size_t>(number % queues)], number);
    });
    workers.check(open.front(), job_count);
  }
}
