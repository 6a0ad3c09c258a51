#pragma once

#include <perfq/time.hpp>

#include <optional>
#include <string>

namespace perfq {

enum class StepState { start, done, fail };

std::string_view to_text(StepState state);
std::optional<StepState> parse_step_state(std::string_view text);

/// What a worker says of a named checkpoint inside its job.
struct StepReport {
  std::string step;  ///< 1 to 255 bytes
  StepState state = StepState::start;
  std::string error = {};
  std::string result_json = {};
};

/// A checkpoint as it stands. One that is done stays done until the whole job is run anew.
struct Step {
  std::string step;
  StepState state = StepState::start;
  int lease = 0;  ///< the lease of the job that reported it last
  std::string error;
  std::string result_json;
  Timestamp started_at{};
  std::optional<Timestamp> ended_at;
};

}  // namespace perfq
