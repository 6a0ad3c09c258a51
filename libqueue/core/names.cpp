#include <perfq/access.hpp>
#include <perfq/group.hpp>
#include <perfq/job.hpp>
#include <perfq/step.hpp>

#include <array>

namespace perfq {

namespace {

template <class Enum, std::size_t N>
std::optional<Enum> parse(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

// In the order of the enumerators.
constexpr std::array<std::string_view, 5> job_states{"queued", "running", "succeeded", "failed",
                                                     "cancelled"};
constexpr std::array<std::string_view, 6> outcomes{"succeeded", "failed", "timed_out",
                                                   "released",  "lost",   "cancelled"};
constexpr std::array<std::string_view, 6> group_states{"waiting",  "queued", "running",
                                                       "finished", "failed", "cancelled"};
constexpr std::array<std::string_view, 3> group_outcomes{"none", "complete", "partial"};
constexpr std::array<std::string_view, 3> step_states{"start", "done", "fail"};
constexpr std::array<std::string_view, 3> access_kinds{"collector", "submitter", "reader"};

}  // namespace

std::string_view to_text(JobState state) {
  return job_states[static_cast<std::size_t>(state)];
}

std::string_view to_text(Outcome outcome) {
  return outcomes[static_cast<std::size_t>(outcome)];
}

std::string_view to_text(GroupState state) {
  return group_states[static_cast<std::size_t>(state)];
}

std::string_view to_text(GroupOutcome outcome) {
  return group_outcomes[static_cast<std::size_t>(outcome)];
}

std::string_view to_text(StepState state) {
  return step_states[static_cast<std::size_t>(state)];
}

std::string_view to_text(AccessKind kind) {
  return access_kinds[static_cast<std::size_t>(kind)];
}

std::optional<JobState> parse_job_state(std::string_view text) {
  return parse<JobState>(job_states, text);
}

std::optional<Outcome> parse_outcome(std::string_view text) {
  return parse<Outcome>(outcomes, text);
}

std::optional<GroupState> parse_group_state(std::string_view text) {
  return parse<GroupState>(group_states, text);
}

std::optional<StepState> parse_step_state(std::string_view text) {
  return parse<StepState>(step_states, text);
}

std::optional<AccessKind> parse_access_kind(std::string_view text) {
  return parse<AccessKind>(access_kinds, text);
}

}  // namespace perfq
