#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct Stepping : ClockedQueue {
  Ack report(const StepReport& step) { return queue.report_steps(lease, std::array{step}); }

  void next_attempt() {
    queue.fail({.lease = lease, .error = "crash", .retry_in = 0us});
    claimed = claim_one(queue);
    lease = claimed.lease();
  }

  JobId job = add(queue, {.max_attempts = 9});
  Claimed claimed = claim_one(queue);
  Lease lease = claimed.lease();
};

}  // namespace

TEST_CASE_FIXTURE(Stepping, "a step that started stands so, and then how it ended") {
  CHECK(report({.step = "one"}) == Ack::done);
  const Step started = queue.steps(job).at(0);
  CHECK(started.step == "one");
  CHECK(started.state == StepState::start);
  CHECK(started.lease == 1);
  CHECK(started.started_at == clock.now());
  CHECK_FALSE(started.ended_at.has_value());
  clock.advance(4s);
  CHECK(report({.step = "one", .state = StepState::done, .result_json = "[1]"}) == Ack::done);
  const Step done = queue.steps(job).at(0);
  CHECK(done.state == StepState::done);
  CHECK(done.result_json == "[1]");
  CHECK(done.started_at == clock.now() - 4s);
  CHECK(done.ended_at == clock.now());
}

TEST_CASE_FIXTURE(Stepping, "a step may end without having said that it started") {
  CHECK(report({.step = "one", .state = StepState::fail, .error = "no"}) == Ack::done);
  CHECK(queue.steps(job).at(0).state == StepState::fail);
  CHECK(queue.steps(job).at(0).error == "no");
}

TEST_CASE_FIXTURE(Stepping, "many steps are reported in one call, and listed as they began") {
  const std::array steps{StepReport{.step = "b", .state = StepState::done}, StepReport{.step = "a"},
                         StepReport{.step = "a", .state = StepState::done}};
  CHECK(queue.report_steps(lease, steps) == Ack::done);
  clock.advance(1s);
  report({.step = "0"});
  const std::vector<Step> found = queue.steps(job);
  REQUIRE(found.size() == 3);
  CHECK(found[0].step + found[1].step + found[2].step == "ab0");
  CHECK(found[0].state == StepState::done);
}

TEST_CASE_FIXTURE(Stepping, "the next attempt sees the steps that are done, and only those") {
  report({.step = "done", .state = StepState::done});
  report({.step = "failed", .state = StepState::fail});
  report({.step = "begun"});
  next_attempt();
  CHECK(claimed.steps_done == std::vector<std::string>{"done"});
}

TEST_CASE_FIXTURE(Stepping, "after a loss the next worker sees the steps that are done") {
  report({.step = "done", .state = StepState::done});
  clock.advance(60s);
  CHECK(claim_one(queue, "w2").steps_done == std::vector<std::string>{"done"});
}

TEST_CASE_FIXTURE(Stepping, "a step that is done stays done, whatever is said later") {
  report({.step = "one", .state = StepState::done, .result_json = "1"});
  CHECK(report({.step = "one", .state = StepState::fail, .error = "no"}) == Ack::done);
  next_attempt();
  CHECK(report({.step = "one"}) == Ack::done);
  CHECK(report({.step = "one", .state = StepState::done, .result_json = "2"}) == Ack::done);
  const Step step = queue.steps(job).at(0);
  CHECK(step.state == StepState::done);
  CHECK(step.result_json == "1");
  CHECK(step.error.empty());
  CHECK(step.lease == 1);
}

TEST_CASE_FIXTURE(Stepping, "a step that failed or broke off is run again by the next attempt") {
  report({.step = "one", .state = StepState::fail, .error = "no"});
  next_attempt();
  clock.advance(1s);
  report({.step = "one"});
  const Step again = queue.steps(job).at(0);
  CHECK(again.state == StepState::start);
  CHECK(again.lease == 2);
  CHECK(again.started_at == clock.now());
  CHECK(again.error.empty());
  CHECK_FALSE(again.ended_at.has_value());
}

TEST_CASE_FIXTURE(Stepping,
                  "a step with a bad name or result is refused, and none of its call stored") {
  for (const StepReport& bad :
       {StepReport{.step = ""}, StepReport{.step = std::string(256, 's')},
        StepReport{.step = "\xff"}, StepReport{.step = "s", .result_json = "{"}}) {
    const std::array steps{StepReport{.step = "good"}, bad};
    CHECK(error_of([&] { queue.report_steps(lease, steps); }) == ErrorKind::invalid);
  }
  CHECK(queue.steps(job).empty());
}

TEST_CASE_FIXTURE(Stepping, "the holder of an ended attempt reports no more steps") {
  queue.complete(lease);
  CHECK(report({.step = "late"}) == Ack::lease_lost);
  CHECK(queue.steps(job).empty());
}
