#include "commands.hpp"
#include "countdown.hpp"
#include "json.hpp"
#include "outcome.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "wait_for_job.hpp"

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

Exit finish(Context& context, const Subject& subject, const Standing& standing) {
  if (context.json()) {
    context.out().write(to_line(
        Json{{"state", standing.state}, {"complete", standing.complete}, {"sha", subject.sha}}));
  } else {
    context.out().print("{}: {}\n", name_of(subject), standing.state);
  }
  return standing.complete ? Exit::done : Exit::failed;
}

Exit wait_for_request(Context& context, const WaitOptions& options) {
  auto subject = options.subject;
  subject.sha = context.fleet().resolve(subject.sha);
  Progress progress;
  const Countdown countdown{options.how.timeout};
  while (true) {
    const auto standing = look_at_request(context, subject.sha);
    progress.draw(standing.progress,
                  fmt::format("{} {} {}", short_sha(subject.sha), standing.state, standing.counts));
    if (standing.ended) {
      progress.clear();
      return finish(context, subject, standing);
    }
    // Looked at before each wait, so that an end at the last moment still counts.
    if (countdown.is_over()) {
      progress.clear();
      throw Refusal(Fault::nothing,
                    fmt::format("{} is still {} after {}", name_of(subject), standing.state,
                                format_duration(*options.how.timeout)));
    }
    context.queue().wait_for_change(countdown.at_most(std::chrono::seconds{1}));
  }
}

Exit finish_job(Context& context, const Job& job) {
  const bool complete = job.state == JobState::succeeded;
  if (context.json()) {
    context.out().write(to_line(Json{{"state", to_text(job.state)},
                                     {"complete", complete},
                                     {"job", job.id},
                                     {"result", value_of(job.result)},
                                     {"error", text_or_null(job.error)}}));
  } else {
    context.out().print("job {}: {}\n", job.id, to_text(job.state));
  }
  return complete ? Exit::done : Exit::failed;
}

}  // namespace

Exit run(const WaitOptions& options, Context& context) {
  if (options.subject.job == 0) return wait_for_request(context, options);
  return finish_job(context, wait_for_job(context, options.subject.job, options.how));
}

}  // namespace perfq::cli
