#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t many = 5000;

struct Stopwatch {
  bool under(std::chrono::seconds bound) const {
    return std::chrono::steady_clock::now() - start < bound;
  }

  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

}  // namespace

// Each takes a fraction of a second where its cost grows with the jobs, and more than half a minute
// where it grows with their square.
TEST_CASE_FIXTURE(ClockedQueue,
                  "thousands of jobs are claimed, renewed and completed in a call each") {
  queue.enqueue(std::vector<NewJob>(many));
  const Stopwatch claiming;
  const ClaimAnswer claimed = queue.claim({.worker = "w1", .max = many});
  CHECK(claiming.under(8s));
  REQUIRE(claimed.jobs.size() == many);

  std::vector<Lease> leases;
  std::vector<Completion> completions;
  for (const Claimed& one : claimed.jobs) {
    leases.push_back(one.lease());
    completions.push_back({one.lease(), "1"});
  }
  const Stopwatch renewing;
  for (const Renewal& renewal : queue.heartbeat(leases, 60s)) REQUIRE(renewal.renewed);
  CHECK(renewing.under(8s));

  const Stopwatch completing;
  for (const Ack ack : queue.complete(completions)) REQUIRE(ack == Ack::done);
  CHECK(completing.under(8s));
}

TEST_CASE_FIXTURE(ClockedQueue, "a group of thousands is made and finished in a call each") {
  const GroupId group = queue.enqueue_group("build", std::vector<NewJob>(many));
  const Stopwatch watch;
  std::vector<Completion> completions;
  for (const Claimed& one : queue.claim({.worker = "w1", .max = many}).jobs)
    completions.push_back({one.lease(), {}});
  queue.complete(completions);
  CHECK(watch.under(16s));
  CHECK(queue.group(group)->finishes == 1);
}
