#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct TwoWorkers : ClockedQueue {
  std::vector<std::string> labels{"set-1"};
  std::string session = queue.start_session("w2", "v1", 60s);

  /// Fails on w1, to be run again at once.
  JobId failed(const NewJob& given = {}) {
    const JobId job = add(queue, given);
    const auto claimed = queue.claim({.worker = "w1", .affinities = labels}).jobs.front().lease();
    queue.fail({.lease = claimed, .error = "no", .retry_in = 0us});
    return job;
  }
};

}  // namespace

// S8 breaks with libqueue/queries/sqlite/claim.sql:
//   s/ NOT (avoid_worker IS $4/ NOT (1 = 0 AND avoid_worker IS $4/
TEST_CASE_FIXTURE(TwoWorkers, "S8: a retry goes to another worker first") {
  const JobId job = failed();
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  CHECK(claim_ids(queue, {.worker = "w2"}) == std::vector{job});
}

TEST_CASE_FIXTURE(TwoWorkers, "where the others don't take it the same worker does, 30 s later") {
  const JobId job = failed();
  clock.advance(30s - 1us);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  clock.advance(1us);
  CHECK(claim_ids(queue, {.worker = "w1"}) == std::vector{job});
}

TEST_CASE_FIXTURE(TwoWorkers, "other jobs stay the worker's") {
  failed();
  const JobId other = add(queue);
  CHECK(claim_ids(queue, {.worker = "w1", .max = 9}) == std::vector{other});
}

TEST_CASE_FIXTURE(TwoWorkers, "the preference counts from the end of the backoff") {
  const JobId job = add(queue);
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .retry_in = 5min});
  queue.heartbeat({}, 60s, session);
  clock.advance(5min + 29s);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  CHECK(claim_ids(queue, {.worker = "w2"}) == std::vector{job});
}

// S8 breaks with libqueue/store/end.cpp: s/return others ? end/return others || true ? end/
TEST_CASE_FIXTURE(TwoWorkers, "where nobody else is there, it does not wait for one") {
  SUBCASE("ended") {
    queue.end_session(session);
  }
  SUBCASE("silent for a lease's length") {
    clock.advance(60s);
  }
  SUBCASE("drained") {
    queue.drain("w2");
  }
  const JobId job = failed();
  CHECK(claim_ids(queue, {.worker = "w1"}) == std::vector{job});
}

TEST_CASE_FIXTURE(TwoWorkers, "a job that is bound to a label goes to whoever holds that") {
  const JobId job = failed({.affinity = "set-1"});
  CHECK(claim_ids(queue, {.worker = "w1", .affinities = labels}) == std::vector{job});
}
