#include "model/describe.hpp"

#include <array>

namespace perfq::test {

namespace {

// Seconds of the day are enough to tell two times of one life apart.
std::string text(const std::optional<Timestamp>& at) {
  if (!at) return "-";
  return std::to_string(to_us(*at) / 1'000'000 % 86'400);
}

std::string text(const std::optional<Outcome>& outcome) {
  return outcome ? std::string{to_text(*outcome)} : "-";
}

std::string count(const char* name, std::int64_t number) {
  return std::string{" "} + name + ' ' + std::to_string(number);
}

}  // namespace

std::string answer_of(std::size_t job, bool created) {
  return std::to_string(job) + (created ? " created" : " found");
}

std::string answer_of(Ack ack) {
  constexpr std::array names{"done", "lease lost", "not found"};
  return names[static_cast<std::size_t>(ack)];
}

std::string answer_of(Change change) {
  constexpr std::array names{"done", "unchanged", "requested", "not found", "refused", "conflict"};
  return names[static_cast<std::size_t>(change)];
}

std::string describe(const Job& job) {
  return std::string{to_text(job.state)} + " outcome " + text(job.outcome) +
         count("priority", job.priority) + count("rank", job.rank) + " affinity '" + job.affinity +
         "' key '" + job.unique_key + '\'' + count("attempts", job.max_attempts) +
         count("charged", job.charged) + count("releases", job.releases) +
         count("leases", job.leases) + " worker '" + job.worker + "' version '" + job.version +
         "' result '" + job.result + '\'' + count("cancel", job.cancel_requested) + " run_at " +
         text(job.run_at) + " created " + text(job.created_at) + " started " +
         text(job.started_at) + " claimed " + text(job.claimed_at) + " expires " +
         text(job.lease_expires_at) + " ended " + text(job.ended_at) + '\n';
}

std::string describe(const Attempt& attempt) {
  return "  lease " + std::to_string(attempt.lease) + count("attempt", attempt.attempt) +
         count("charged", attempt.charged) + " by " + attempt.worker + ' ' + attempt.version +
         " outcome " + text(attempt.outcome) + " from " + text(attempt.started_at) + " to " +
         text(attempt.ended_at) + '\n';
}

std::string describe(const Step& step) {
  return "  step " + step.step + ' ' + std::string{to_text(step.state)} +
         count("lease", step.lease) + " from " + text(step.started_at) + " to " +
         text(step.ended_at) + '\n';
}

std::string describe_claimed(std::size_t number, const Job& job, const std::vector<Step>& steps) {
  std::string done;
  for (const Step& step : steps)
    if (step.state == StepState::done) done += ' ' + step.step;
  return std::to_string(number) + count("attempt", job.charged + 1) + " expires " +
         text(job.lease_expires_at) + " done" + done + "; ";
}

std::string describe_renewal(bool cancel, bool drain, const std::optional<Timestamp>& expires_at) {
  return std::string{"renewed"} + (cancel ? " cancel" : "") + (drain ? " drain" : "") +
         " expires " + text(expires_at);
}

microseconds lease_length(const Action& action) {
  return action.length + std::chrono::seconds{1};
}

std::string result_of(const Action& action) {
  return std::to_string(action.pick % 1000);
}

}  // namespace perfq::test
