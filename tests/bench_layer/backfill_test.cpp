#include "bench_layer/fleet_fixture.hpp"
#include "suite/suites.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;

namespace {

struct Backfill : ClockedFleet {
  Backfill() {
    fleet.load_suite(parse_suite(small_suite().dump()));
    fleet.add_collector({.id = "c1", .target = "intel"});
  }

  /// How many of a request's jobs are about an artifact.
  int about(const std::string& request, const std::string& sha) {
    int jobs = 0;
    for (const JobStatus& status : fleet.jobs(request)) jobs += status.bench->sha == sha;
    return jobs;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Backfill, "an unknown parent's jobs are made too, first, and hold up the child") {
  const EnqueuedRequest made =
      fleet.enqueue({.sha = "child11", .parent = "parent1", .backfill_parent = true});
  CHECK(made.jobs == 10);
  CHECK(about("child11", "parent1") == 5);
  CHECK(error_of([&] { fleet.status("parent1"); }) == ErrorKind::not_found);
  for (int i = 0; i < 5; ++i) {
    const ClaimedBench job = claim_one("c1");
    CHECK(job.bench->sha == "parent1");
    CHECK(job.bench->parent.empty());
    queue.complete(job.claimed.lease());
  }
  CHECK(claim_one("c1").bench->parent == "parent1");
  CHECK(fleet.results("parent1").size() == 5);
  CHECK(fleet.results("child11").size() == 5);
  CHECK(fleet.status("child11").jobs.required == 10);
}

TEST_CASE_FIXTURE(Backfill, "only what the parent lacks is made, and it is not reopened") {
  fleet.enqueue({.sha = "parent1", .profiles = {"opt"}, .max_attempts = 1});
  queue.fail({.lease = claim_one("c1").claimed.lease(), .error = "broken"});
  CHECK(work_off("c1") == 2);
  fleet.enqueue({.sha = "child11", .parent = "parent1", .backfill_parent = true});
  // Of the five, two have succeeded; the one that failed is made anew.
  CHECK(about("child11", "parent1") == 3);
  CHECK(work_off("c1") == 8);
  CHECK(fleet.status("parent1").group.outcome == GroupOutcome::partial);
  CHECK(fleet.status("parent1").group.finishes == 1);
  CHECK(fleet.status("child11").group.outcome == GroupOutcome::complete);
  CHECK(fleet.results("child11").size() == 5);
  CHECK(fleet.results("parent1").size() == 6);
}

TEST_CASE_FIXTURE(Backfill, "what the parent is yet to run it doesn't lack, also in one call") {
  const std::array<NewRequest, 2> both{
      NewRequest{.sha = "child11", .parent = "parent1", .backfill_parent = true},
      NewRequest{.sha = "parent1", .profiles = {"opt"}}};
  fleet.enqueue(both);
  CHECK(about("child11", "parent1") == 2);
  fleet.enqueue({.sha = "child22", .parent = "parent1", .backfill_parent = true});
  CHECK(about("child22", "parent1") == 0);
}

TEST_CASE_FIXTURE(Backfill, "a parent whose artifact is not built yet is left alone") {
  fleet.enqueue({.sha = "parent1", .waiting = true});
  CHECK(fleet.enqueue({.sha = "child11", .parent = "parent1", .backfill_parent = true}).jobs == 5);
}

TEST_CASE_FIXTURE(Backfill, "optional rules hold for a backfilled job as for its child's own") {
  fleet.enqueue({.sha = "child11",
                 .parent = "parent1",
                 .targets = {"intel", "arm"},
                 .profiles = {"opt"},
                 .backfill_parent = true});
  for (const JobStatus& status : fleet.jobs("child11"))
    CHECK(status.job.required == (status.bench->target == "intel"));
}
