#include "bench_layer/fleet_fixture.hpp"
#include "suite/suites.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;

namespace {

using Names = std::vector<std::string>;

/// One request of two required jobs: benchmarks x and y, and z; and an optional one of all three.
struct Benchmarks : ClockedFleet {
  Benchmarks() {
    fleet.load_suite(parse_suite(small_suite().dump()));
    fleet.add_collector({.id = "c1", .target = "intel"});
    fleet.add_collector({.id = "c2", .target = "arm"});
    fleet.enqueue({.sha = "abc1234",
                   .kind = RequestKind::release,
                   .targets = {"intel", "arm"},
                   .profiles = {"opt"},
                   .max_attempts = 1});
  }

  void run(const std::string& collector, const std::vector<StepReport>& steps) {
    const Lease lease = claim_one(collector).claimed.lease();
    if (!steps.empty()) queue.report_steps(lease, steps);
    REQUIRE(queue.complete(lease) == Ack::done);
  }

  RequestStatus status() { return fleet.status("abc1234"); }
};

StepReport done(const std::string& step) {
  return {.step = step, .state = StepState::done};
}

}  // namespace

TEST_CASE_FIXTURE(Benchmarks,
                  "a benchmark without a successful step makes it partial, and is listed") {
  run("c1", {done("x"), {.step = "y", .state = StepState::fail, .error = "broken"}});
  run("c1", {done("z")});
  CHECK(status().group.state == GroupState::finished);
  CHECK(status().group.outcome == GroupOutcome::partial);
  CHECK(status().missing == Names{"y"});
  CHECK(status().reason == "partial: 1 benchmark had no success");
}

TEST_CASE_FIXTURE(Benchmarks, "without any step reported nothing is missing") {
  run("c1", {});
  run("c1", {done("z")});
  CHECK(status().group.outcome == GroupOutcome::complete);
  CHECK(status().missing.empty());
}

TEST_CASE_FIXTURE(Benchmarks, "what a failed job has not done is missing, what it has is not") {
  const Lease lease = claim_one("c1").claimed.lease();
  queue.report_steps(lease, std::array{done("x")});
  queue.fail({.lease = lease, .error = "broken"});
  CHECK(status().missing == Names{"y"});
  run("c1", {done("z")});
  CHECK(status().group.outcome == GroupOutcome::partial);
}

TEST_CASE_FIXTURE(Benchmarks, "an optional job's benchmarks change nothing; late ones are marked") {
  run("c1", {done("x"), done("y")});
  run("c1", {done("z")});
  clock.advance(std::chrono::seconds{1});
  run("c2", {done("x")});
  CHECK(status().group.outcome == GroupOutcome::complete);
  CHECK(status().missing.empty());
  for (const ResultRow& row : fleet.results("abc1234"))
    CHECK(row.late == (row.bench.target == "arm"));
}

TEST_CASE_FIXTURE(Benchmarks, "run anew with all its steps it is complete") {
  run("c1", {done("x")});
  run("c1", {done("z")});
  CHECK(status().group.outcome == GroupOutcome::partial);
  CHECK(fleet.retry("abc1234", false) == Change::done);
  run("c1", {done("x"), done("y")});
  run("c1", {done("z")});
  CHECK(status().group.outcome == GroupOutcome::complete);
}
