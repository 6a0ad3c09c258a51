#include "commands.hpp"
#include "json.hpp"
#include "outcome.hpp"
#include "print.hpp"
#include "progress.hpp"

#include <chrono>

namespace perfq::cli {

namespace {

/// What is waited for, at one moment.
struct Standing {
  bool ended = false;
  bool complete = false;
  std::string state;
  double progress = 0;
  std::string counts;
};

Standing look_at_request(Context& context, const std::string& sha) {
  const auto request = context.fleet().status(sha);
  const auto& [state, outcome] = std::pair{request.group.state, request.group.outcome};
  const bool complete = state == GroupState::finished && outcome == GroupOutcome::complete;
  const bool partial = outcome == GroupOutcome::partial;
  return {is_terminal(state), complete, std::string{partial ? to_text(outcome) : to_text(state)},
          request.progress,
          fmt::format("{}/{}", request.jobs.required_ended, request.jobs.required)};
}

Standing look_at_job(Context& context, JobId id) {
  const auto job = context.queue().find(id);
  if (!job) throw Refusal(Fault::not_found, fmt::format("there is no job {}", id));
  const bool ended = is_terminal(job->state);
  return {ended, job->state == JobState::succeeded, std::string{to_text(job->state)},
          ended ? 1.0 : 0.0, ""};
}

Exit finish(Context& context, const Subject& subject, const Standing& standing) {
  if (context.json()) {
    Json json{{"state", standing.state}, {"complete", standing.complete}};
    if (subject.job != 0) {
      json["job"] = subject.job;
    } else {
      json["sha"] = subject.sha;
    }
    context.out().write(to_line(json));
  } else {
    context.out().print("{}: {}\n", name_of(subject), standing.state);
  }
  return standing.complete ? Exit::done : Exit::failed;
}

using Clock = std::chrono::steady_clock;

// The deadline is looked at before each wait, so that an end at the last moment still counts.
microseconds time_left(const std::optional<microseconds>& timeout, Clock::time_point start) {
  constexpr microseconds look_again = std::chrono::seconds{1};
  if (!timeout) return look_again;
  const auto spent = std::chrono::duration_cast<microseconds>(Clock::now() - start);
  return std::min(look_again, *timeout - spent);
}

}  // namespace

Exit run(const WaitOptions& options, Context& context) {
  auto subject = options.subject;
  if (!subject.sha.empty()) subject.sha = context.fleet().resolve(subject.sha);
  Progress progress;
  const auto start = Clock::now();
  while (true) {
    const auto standing = subject.job != 0 ? look_at_job(context, subject.job)
                                           : look_at_request(context, subject.sha);
    const auto name = subject.job != 0 ? name_of(subject) : short_sha(subject.sha);
    progress.draw(standing.progress,
                  fmt::format("{} {} {}", name, standing.state, standing.counts));
    if (standing.ended) {
      progress.clear();
      return finish(context, subject, standing);
    }
    const auto left = time_left(options.timeout, start);
    if (left <= microseconds{0}) {
      progress.clear();
      throw Refusal(Fault::nothing, fmt::format("{} is still {} after {}", name_of(subject),
                                                standing.state, format_duration(*options.timeout)));
    }
    context.queue().wait_for_change(left);
  }
}

}  // namespace perfq::cli
