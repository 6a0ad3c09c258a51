#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedFleet, "results hold what each job stored") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234", .profiles = {"a", "b"}});
  const ClaimedBench job = claim_one("c1");
  const std::array steps{
      StepReport{.step = "one", .state = StepState::done, .result_json = "{\"s\":1}"}};
  queue.report_steps(job.claimed.lease(), steps);
  queue.complete(job.claimed.lease(), "{\"wall\":2}");
  const auto results = fleet.results("abc1234");
  REQUIRE(results.size() == 2);
  CHECK(results[0].sha == "abc1234");
  CHECK(results[0].bench.profile == "a");
  CHECK(results[0].state == JobState::succeeded);
  CHECK(results[0].collector == "c1");
  CHECK(results[0].attempts == 1);
  CHECK(results[0].result_json == "{\"wall\":2}");
  REQUIRE(results[0].steps.size() == 1);
  CHECK(results[0].steps[0].result_json == "{\"s\":1}");
  CHECK(results[1].state == JobState::queued);
  CHECK(results[1].attempts == 0);
}

TEST_CASE_FIXTURE(ClockedFleet, "a job's history, by its request and by its id") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234"});
  const ClaimedBench job = claim_one("c1");
  queue.release({.lease = job.claimed.lease()});
  claim_one("c1");
  const auto jobs = fleet.jobs("abc1234");
  REQUIRE(jobs.size() == 1);
  REQUIRE(jobs[0].attempts.size() == 2);
  CHECK(jobs[0].attempts[0].outcome == Outcome::released);
  CHECK_FALSE(jobs[0].attempts[1].outcome);
  const JobStatus same = fleet.job(job.claimed.job.id);
  CHECK(same.attempts.size() == 2);
  CHECK(same.bench->sha == "abc1234");
  CHECK(error_of([&] { fleet.job(987'654'321); }) == ErrorKind::not_found);
}

TEST_CASE_FIXTURE(ClockedFleet, "a plain job is about nothing") {
  const JobId job = add(queue);
  CHECK_FALSE(fleet.describe(job));
  CHECK_FALSE(fleet.job(job).bench);
  const auto events = queue.events(0);
  CHECK(fleet.shas_of(events).back().empty());
}
