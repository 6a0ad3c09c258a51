#include "service/queue_impl.hpp"
#include "support/clocked_queue.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

constexpr microseconds never = microseconds::max();

struct Waiting : ClockedQueue {
  Waiting() : ClockedQueue(open_postgres_store()) {}

  microseconds next_change(const ClaimRequest& of = {.worker = "w1"}) {
    return queue.impl().read(
        [&](store::Context& context) { return store::next_change(context, of).value(); });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Waiting, "what can never be claimed is no change to wait for") {
  CHECK(next_change() == never);
  test::add(queue, {.queue = "other"});
  test::add(queue, {.affinity = "of another"});
  CHECK(next_change() == never);
}

// It fell due after the last look and before this question: nothing else tells of it.
TEST_CASE_FIXTURE(Waiting, "what was promoted for somebody else is there at once") {
  test::add(queue, {.delay = 50s});
  clock.advance(51s);
  sweep(queue);
  CHECK(next_change() <= 0s);
}

TEST_CASE_FIXTURE(Waiting, "what falls due, runs out or is given up is one when it does") {
  test::add(queue, {.delay = 50s});
  CHECK(next_change() == 50s);
  test::add(queue);
  CHECK(next_change() <= 0s);
  claim_ids(queue, {.worker = "w2", .lease = 40s});
  CHECK(next_change() == 40s);
  queue.submit({.queue = "other"}, {.queue_timeout = 30s});
  CHECK(next_change() == 30s);
  const Lease lease = queue.claim({.queue = "other", .worker = "w2"}).jobs.front().lease();
  CHECK(next_change() == 40s);
  queue.release({.lease = lease, .reason = "", .avoid = 20s});
  CHECK(next_change() == 40s);
}

TEST_CASE_FIXTURE(Waiting, "a job that the worker avoids is one once it no longer does") {
  test::add(queue);
  queue.release({.lease = claim_one(queue, "w1").lease(), .reason = "", .avoid = 20s});
  CHECK(next_change() == 20s);
}

TEST_CASE_FIXTURE(Waiting, "who waits for one job hears of no other that is there") {
  test::add(queue);
  CHECK(next_change({.worker = "w1", .job = 7}) == never);
}

// Each ends by a sweep only, and a sweep ends a hundred.
TEST_CASE_FIXTURE(Waiting, "a lease that ran out for good, or on a job of its own, is due") {
  test::add(queue, {.queue = "other", .max_attempts = 1});
  claim_ids(queue, {.queue = "other", .worker = "w2", .lease = 1s});
  test::add(queue, {.queue = "other"});
  claim_ids(queue, {.queue = "other", .worker = "w3", .lease = 2s});
  clock.advance(5s);
  CHECK(next_change() <= 0s);
  sweep(queue);
  CHECK(next_change() == never);
  test::add(queue);
  claim_ids(queue, {.worker = "w2", .lease = 1s});
  clock.advance(2s);
  CHECK(next_change() <= 0s);
}

TEST_CASE_FIXTURE(Waiting, "a worker that is to get nothing hears so at once") {
  queue.drain("w1");
  CHECK(next_change() == 0s);
}
