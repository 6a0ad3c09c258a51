#pragma once

#include "support/seeded_random.hpp"

#include <perfq/queue.hpp>

#include <string>
#include <vector>

namespace perfq::test {

/// One call of a random life. A job is named by its number in the order of the enqueues, from 0,
/// and a lease by its job and its number, from 1; which they are is settled when it is their turn.
struct Action {
  enum class Kind {
    enqueue,
    claim,
    heartbeat,
    complete,
    fail,
    release,
    step,
    cancel,
    retry,
    drain,
    resume,
    advance
  };

  Kind kind = Kind::advance;
  std::uint64_t pick = 0;  ///< settles `job` and `lease`
  std::size_t job = 0;
  int lease = 0;
  NewJob what = {};
  std::string worker = {};
  std::vector<std::string> labels = {};
  bool flag = false;  ///< only labelled, or permanent
  int max = 1;
  microseconds length{0};  ///< of a lease, a delay, or what the clock advances
  StepReport step = {};
};

std::vector<Action> random_life(std::uint64_t seed, int length);

std::string describe(const Action& action);

}  // namespace perfq::test
