#pragma once

#include <string>

namespace compile_farm {

/// What a compiler made of a unit. That it found errors is an outcome as good as any.
struct Outcome {
  int exit_status = 0;
  std::string messages;
  std::string object;  ///< empty unless the exit status is 0
};

/// The result of its job.
std::string to_json(const Outcome& outcome);
Outcome outcome_from_json(const std::string& json);

}  // namespace compile_farm
