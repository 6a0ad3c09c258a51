#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct Old : ClockedFleet {
  Old() {
    add_collector("c1");
    fleet.enqueue({.sha = "old-one", .profiles = {"a", "b"}});
    work_off("c1");
    fleet.enqueue({.sha = "cancelled-one"});
    fleet.cancel("cancelled-one");
    clock.advance(1h);
    fleet.enqueue({.sha = "young-one"});
    work_off("c1");
    fleet.enqueue({.sha = "open-one"});
  }

  std::size_t requests() { return fleet.status(StatusQuery{}).requests.size(); }
};

}  // namespace

TEST_CASE_FIXTURE(Old, "one ended request goes with all that belongs to it") {
  const JobId job = fleet.jobs("old-one").front().job.id;
  CHECK(fleet.prune("old-one") == Change::done);
  CHECK(error_of([&] { fleet.status("old-one"); }) == ErrorKind::not_found);
  CHECK_FALSE(queue.find(job));
  CHECK(queue.attempts(job).empty());
  CHECK(fleet.prune("open-one") == Change::refused);
  CHECK(error_of([&] { fleet.prune("old-one"); }) == ErrorKind::not_found);
  CHECK(fleet.enqueue({.sha = "old-one"}).created);
}

TEST_CASE_FIXTURE(Old, "old ended ones go by age; a dry run only counts") {
  CHECK(fleet.prune(30min, {}, true) == 3);
  CHECK(requests() == 4);
  CHECK(fleet.prune(30min, {}, false) == 3);
  CHECK(requests() == 2);
  CHECK(fleet.status("young-one").jobs.total == 1);
}

TEST_CASE_FIXTURE(Old, "by state only those, and whole requests") {
  CHECK(fleet.prune(30min, std::array{GroupState::cancelled}, false) == 1);
  CHECK(fleet.status("old-one").jobs.total == 2);
  CHECK(error_of([&] { fleet.prune(30min, std::array{GroupState::queued}, false); }) ==
        ErrorKind::invalid);
}

TEST_CASE_FIXTURE(Old, "a cancelled request stays while a job of it still runs") {
  const ClaimedBench job = claim_one("c1");
  fleet.cancel("open-one");
  CHECK(fleet.prune("open-one") == Change::refused);
  queue.release({.lease = job.claimed.lease()});
  CHECK(fleet.prune("open-one") == Change::done);
}

TEST_CASE_FIXTURE(Old, "other terminal jobs go too") {
  add(queue);
  queue.complete(perfq::test::claim_one(queue).lease());
  clock.advance(1h);
  CHECK(fleet.prune(30min, {}, false) == 5);
}
