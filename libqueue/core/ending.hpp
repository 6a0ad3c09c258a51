#pragma once

#include <perfq/job.hpp>

#include <cstdint>
#include <optional>

namespace perfq::core {

/// What is known of a running job when its attempt ends.
struct AttemptFacts {
  int charged = 0;
  int releases = 0;
  int max_attempts = 1;
  microseconds backoff{};
  bool cancel_requested = false;
};

/// How an attempt ended, before anybody decided what that means for the job.
struct Ending {
  Outcome outcome = Outcome::succeeded;
  bool permanent = false;
  std::optional<microseconds> retry_in = {};
};

/// What it means for the job.
struct Decision {
  JobState state = JobState::queued;
  Outcome outcome = Outcome::succeeded;
  bool charge = false;
  bool released = false;
  /// Of the next attempt, from now.
  microseconds delay{0};
};

/// Releases that don't charge an attempt, until one does: so that nothing livelocks.
inline constexpr int releases_per_charge = 20;
inline constexpr microseconds longest_backoff = std::chrono::minutes{15};

/// PRODUCT rules: a failure charges an attempt and backs off; a lost lease charges and does not
/// back off; a release charges only each twentieth time; a cancel that waits ends the job at
/// whatever ends the attempt, but a success stands. `chance` is uniform.
Decision decide(const AttemptFacts& facts, const Ending& ending, std::uint64_t chance);

/// The delay after the nth failure: `first` doubled n - 1 times, at most 15 min, ± 20 %.
microseconds backoff_delay(microseconds first, int failures, std::uint64_t chance);

}  // namespace perfq::core
