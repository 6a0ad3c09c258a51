#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

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

/// A busy machine may stop in the midst of one of the calls, but hardly so in three rounds.
template <class Round>
bool is_true_of_one_round(Round&& round) {
  for (int rounds = 0; rounds < 3; ++rounds)
    if (round()) return true;
  return false;
}

struct Times {
  Seconds claim;
  Seconds heartbeat;
  Seconds complete;

  bool grow_with_jobs(const Times& for_many) const {
    return grows_with_jobs(claim, for_many.claim) &&
           grows_with_jobs(heartbeat, for_many.heartbeat) &&
           grows_with_jobs(complete, for_many.complete);
  }
};

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
  CHECK(is_true_of_one_round([&] {
    queue.enqueue(std::vector<NewJob>(few + many));
    const Times for_few = work_off(queue, few);
    return for_few.grow_with_jobs(work_off(queue, many));
  }));
}

TEST_CASE_FIXTURE(ClockedQueue, "a group of thousands is made and finished in a call each") {
  const auto finished_group = [&](std::size_t count) {
    const GroupId group = queue.enqueue_group("build", std::vector<NewJob>(count));
    work_off(queue, count);
    CHECK(queue.group(group)->finishes == 1);
  };
  CHECK(is_true_of_one_round([&] {
    const Seconds for_few = time_of([&] { finished_group(few); });
    return grows_with_jobs(for_few, time_of([&] { finished_group(many); }));
  }));
}
