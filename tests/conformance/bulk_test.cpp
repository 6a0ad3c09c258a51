#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t few = 500;
constexpr std::size_t many = 5000;

using Seconds = std::chrono::duration<double>;

template <class Call>
Seconds time_of(Call&& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::steady_clock::now() - start;
}

/// Ten times the jobs: about ten times as long, and a hundred times where each looks at all.
bool grows_with_jobs(Seconds for_few, Seconds for_many) {
  return for_many < 40 * for_few;
}

struct Times {
  Seconds claim;
  Seconds heartbeat;
  Seconds complete;
};

constexpr Times endless{Seconds::max(), Seconds::max(), Seconds::max()};

/// Of each call: into one of several rounds a pause of the machine may fall.
Times quicker(const Times& a, const Times& b) {
  return {std::min(a.claim, b.claim), std::min(a.heartbeat, b.heartbeat),
          std::min(a.complete, b.complete)};
}

constexpr int rounds = 3;

Times work_off(Queue& queue, std::size_t count) {
  Times times;
  ClaimAnswer claimed;
  times.claim =
      time_of([&] { claimed = queue.claim({.worker = "w1", .max = static_cast<int>(count)}); });
  REQUIRE(claimed.jobs.size() == count);

  std::vector<Lease> leases;
  std::vector<Completion> completions;
  for (const Claimed& one : claimed.jobs) {
    leases.push_back(one.lease());
    completions.push_back({one.lease(), "1"});
  }
  times.heartbeat = time_of([&] {
    for (const Renewal& renewal : queue.heartbeat(leases, 60s)) REQUIRE(renewal.renewed);
  });
  times.complete = time_of([&] {
    for (const Ack ack : queue.complete(completions)) REQUIRE(ack == Ack::done);
  });
  return times;
}

}  // namespace

TEST_CASE_FIXTURE(ClockedQueue,
                  "thousands of jobs are claimed, renewed and completed in a call each") {
  Times for_few = endless;
  Times for_many = endless;
  for (int round = 0; round < rounds; ++round) {
    queue.enqueue(std::vector<NewJob>(few + many));
    for_few = quicker(for_few, work_off(queue, few));
    for_many = quicker(for_many, work_off(queue, many));
  }
  CHECK(grows_with_jobs(for_few.claim, for_many.claim));
  CHECK(grows_with_jobs(for_few.heartbeat, for_many.heartbeat));
  CHECK(grows_with_jobs(for_few.complete, for_many.complete));
}

TEST_CASE_FIXTURE(ClockedQueue, "a group of thousands is made and finished in a call each") {
  const auto finished_group = [&](std::size_t count) {
    const GroupId group = queue.enqueue_group("build", std::vector<NewJob>(count));
    work_off(queue, count);
    CHECK(queue.group(group)->finishes == 1);
  };
  auto for_few = Seconds::max();
  auto for_many = Seconds::max();
  for (int round = 0; round < rounds; ++round) {
    for_few = std::min(for_few, time_of([&] { finished_group(few); }));
    for_many = std::min(for_many, time_of([&] { finished_group(many); }));
  }
  CHECK(grows_with_jobs(for_few, for_many));
}
