#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace perfq {

/// What a child says of a named checkpoint inside its job.
enum class StepState { start, done, fail };

/// `start`, `done`, `fail`: the words of the steps file.
constexpr std::string_view to_text(StepState state) {
  switch (state) {
    case StepState::start:
      return "start";
    case StepState::done:
      return "done";
    case StepState::fail:
      return "fail";
  }
  return "";
}

/// The state of that name; nothing for any other word.
constexpr std::optional<StepState> parse_step_state(std::string_view word) {
  for (const auto state : {StepState::start, StepState::done, StepState::fail}) {
    if (word == to_text(state)) return state;
  }
  return std::nullopt;
}

/// One line of the steps file.
struct StepReport {
  std::string step{};
  StepState state = StepState::start;
  std::string error{};        ///< as the child wrote it, of any length; empty where it gave none
  std::string result_json{};  ///< a JSON value; empty where the child gave none, or null

  bool operator==(const StepReport&) const = default;
};

}  // namespace perfq
