#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

using namespace perfq;
using namespace perfq::test;

// Each fails without the job's condition in ready_jobs, lapsed_jobs and claim_jobs.
TEST_CASE_FIXTURE(ClockedQueue, "a claim of one job gets that one, whatever stands before it") {
  add(queue, {.priority = 9});
  const JobId wanted = add(queue);
  CHECK(claim_ids(queue, {.worker = "w1", .job = wanted, .max = 5}) == std::vector{wanted});
  CHECK(claim_ids(queue, {.worker = "w2", .job = wanted}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a claim of one job gets none that it might not claim") {
  const JobId labelled = add(queue, {.affinity = "a"});
  const JobId elsewhere = add(queue, {.queue = "other"});
  const JobId delayed = add(queue, {.delay = std::chrono::minutes{1}});
  for (const JobId job : {labelled, elsewhere, delayed})
    CHECK(claim_ids(queue, {.worker = "w1", .job = job}).empty());
  CHECK(claim_ids(queue, {.worker = "w1", .affinities = {"a"}, .job = labelled}) ==
        std::vector{labelled});
}

TEST_CASE_FIXTURE(ClockedQueue, "a claim of one job gets it when its lease has lapsed") {
  const std::vector both{add(queue), add(queue)};
  CHECK(claim_ids(queue, {.worker = "w1", .max = 2}) == both);
  clock.advance(std::chrono::minutes{2});
  CHECK(claim_ids(queue, {.worker = "w2", .job = both[1], .max = 2}) == std::vector{both[1]});
}
