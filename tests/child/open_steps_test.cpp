#include "service/child/open_steps.hpp"

#include "child/fakes.hpp"
#include "child/processes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>

using namespace perfq;
using namespace perfq::test;

namespace {

using child::BootTime;
using child::OpenSteps;

BootTime at(int passed_s) {
  return BootTime{} + seconds{passed_s};
}

void take(OpenSteps& steps, const std::string& step, StepState state, int passed_s) {
  steps.take(std::array{StepReport{.step = step, .state = state}}, at(passed_s));
}

}  // namespace

TEST_CASE("open steps: the longest open one over the limit is told, an ended one is not") {
  OpenSteps steps(seconds{10});
  CHECK_FALSE(steps.overdue(at(100)));
  take(steps, "a", StepState::start, 0);
  take(steps, "b", StepState::start, 1);
  CHECK_FALSE(steps.overdue(at(9)));
  CHECK(steps.overdue(at(10)) == "a");
  CHECK(steps.overdue(at(99)) == "a");
  take(steps, "a", StepState::done, 9);
  CHECK_FALSE(steps.overdue(at(10)));
  CHECK(steps.overdue(at(11)) == "b");
  take(steps, "b", StepState::fail, 11);
  CHECK_FALSE(steps.overdue(at(99)));
}

TEST_CASE(
    "open steps: a start that is told twice counts from the first, one anew from the second") {
  OpenSteps steps(seconds{10});
  take(steps, "a", StepState::start, 0);
  take(steps, "a", StepState::start, 5);
  CHECK(steps.overdue(at(10)) == "a");
  take(steps, "a", StepState::done, 10);
  take(steps, "a", StepState::start, 11);
  CHECK_FALSE(steps.overdue(at(20)));
  CHECK(steps.overdue(at(21)) == "a");
}

TEST_CASE("open steps: without a limit none is over it, and nobody looks for one") {
  OpenSteps steps(microseconds{0});
  take(steps, "a", StepState::start, 0);
  CHECK_FALSE(steps.overdue(at(1'000'000)));
  CHECK(steps.next_look(at(0)) == child::never);
  CHECK(OpenSteps(seconds{8}).next_look(at(0)) == at(1));
}

TEST_CASE(
    "open steps: a child whose step takes too long is stopped, long before its next renewal") {
  const Folder folder;
  auto options = shell(
      "echo '{\"step\":\"quick\",\"state\":\"start\"}' >> $PERFQ_STEPS\n"
      "echo '{\"step\":\"quick\",\"state\":\"done\"}' >> $PERFQ_STEPS\n"
      "echo '{\"step\":\"slow\",\"state\":\"start\"}' >> $PERFQ_STEPS\n"
      "exec sleep 60\n");
  options.steps_file = folder.file("steps");
  options.step_limit = milliseconds{200};
  const auto report = run(options);
  CHECK(report.end == ChildEnd::timed_out);
  CHECK(report.overdue_step == "slow");
  CHECK(report.wall < seconds{20});
  CHECK(report.unsent_steps.size() == 3);
}

TEST_CASE("open steps: past its own time limit a child is stopped for no step's sake") {
  const Folder folder;
  auto options =
      shell("echo '{\"step\":\"a\",\"state\":\"start\"}' >> $PERFQ_STEPS; exec sleep 60");
  options.steps_file = folder.file("steps");
  options.time_limit = milliseconds{200};
  options.step_limit = seconds{60};
  const auto report = run(options);
  CHECK(report.end == ChildEnd::timed_out);
  CHECK(report.overdue_step.empty());
}
