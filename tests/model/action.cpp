#include "model/action.hpp"

#include <array>

namespace perfq::test {

namespace {

using Kind = Action::Kind;
using std::chrono::seconds;

// As often as they stand here.
constexpr std::array kinds{
    Kind::enqueue, Kind::enqueue,   Kind::enqueue,  Kind::claim,    Kind::claim,   Kind::claim,
    Kind::claim,   Kind::heartbeat, Kind::complete, Kind::complete, Kind::fail,    Kind::fail,
    Kind::release, Kind::release,   Kind::step,     Kind::cancel,   Kind::retry,   Kind::retry,
    Kind::drain,   Kind::resume,    Kind::resume,   Kind::advance,  Kind::advance, Kind::advance};

// No backoff: jitter is another test's matter.
NewJob random_job(SeededRandom& random) {
  NewJob job;
  job.priority = random.below(3);
  job.rank = random.below(2);
  if (random.percent(40)) job.affinity = random.percent(50) ? "a" : "b";
  if (random.percent(40)) job.unique_key = random.percent(50) ? "k" : "l";
  if (random.percent(30)) job.delay = seconds{random.below(30)};
  job.max_attempts = 1 + random.below(3);
  job.time_limit = random.percent(30) ? seconds{20} : seconds{200};
  job.backoff = microseconds{0};
  return job;
}

StepReport random_step(SeededRandom& random) {
  constexpr std::array states{StepState::start, StepState::done, StepState::fail};
  return {.step = random.percent(50) ? "s" : "t",
          .state = states[static_cast<std::size_t>(random.below(3))]};
}

Action random_action(SeededRandom& random) {
  Action action;
  action.kind = kinds[static_cast<std::size_t>(random.below(static_cast<int>(kinds.size())))];
  action.pick = random();
  action.what = random_job(random);
  action.worker = random.percent(50) ? "w1" : "w2";
  if (random.percent(60)) action.labels.emplace_back("a");
  if (random.percent(60)) action.labels.emplace_back("b");
  action.flag = random.percent(20);
  action.max = 1 + random.below(3);
  action.length = seconds{random.below(40)};
  action.step = random_step(random);
  return action;
}

const char* name(Kind kind) {
  constexpr std::array names{"enqueue", "claim",  "heartbeat", "complete", "fail",   "release",
                             "step",    "cancel", "retry",     "drain",    "resume", "advance"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

std::vector<Action> random_life(std::uint64_t seed, int length) {
  SeededRandom random(seed);
  std::vector<Action> life;
  for (int i = 0; i < length; ++i) life.push_back(random_action(random));
  return life;
}

std::string describe(const Action& action) {
  std::string text = name(action.kind);
  switch (action.kind) {
    case Kind::enqueue:
      return text + " priority " + std::to_string(action.what.priority) + " rank " +
             std::to_string(action.what.rank) + " affinity '" + action.what.affinity + "' key '" +
             action.what.unique_key + "' delay " + format_duration(action.what.delay) +
             " attempts " + std::to_string(action.what.max_attempts) + " limit " +
             format_duration(action.what.time_limit);
    case Kind::claim:
      for (const std::string& label : action.labels) text += ' ' + label;
      return text + (action.flag ? " only" : "") + " by " + action.worker + " max " +
             std::to_string(action.max) + " lease " + format_duration(action.length);
    case Kind::drain:
    case Kind::resume:
      return text + ' ' + action.worker;
    case Kind::advance:
      return text + ' ' + format_duration(action.length);
    default:
      return text + " job " + std::to_string(action.job) + " lease " +
             std::to_string(action.lease) + (action.flag ? " flag " : " ") +
             format_duration(action.length) + ' ' + action.step.step + ' ' +
             std::string{to_text(action.step.state)};
  }
}

}  // namespace perfq::test
