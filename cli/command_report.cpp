#include "commands.hpp"
#include "input.hpp"
#include "json.hpp"
#include "outcome.hpp"

#include <array>

// What a worker says of a job that it runs: complete, fail, release, step.
namespace perfq::cli {

namespace {

// Silent for people: no news is good news.
Exit finish(Context& context, Ack ack, JobId job) {
  require(ack, job);
  if (context.json()) context.out().write(to_line(Json{{"job", job}, {"done", true}}));
  return Exit::done;
}

}  // namespace

Exit run(const CompleteOptions& options, Context& context) {
  const auto result = read_json(options.result, "--result");
  return finish(context, context.queue().complete(options.lease, result), options.lease.job);
}

Exit run(const FailOptions& options, Context& context) {
  auto failure = options.failure;
  failure.error = read_text(failure.error, "--error");
  const auto ack = options.artifact ? context.fleet().fail_artifact(failure.lease, failure.error)
                                    : context.queue().fail(failure);
  return finish(context, ack, failure.lease.job);
}

Exit run(const ReleaseOptions& options, Context& context) {
  auto release = options.release;
  release.reason = read_text(release.reason, "--reason");
  return finish(context, context.queue().release(release), release.lease.job);
}

Exit run(const StepOptions& options, Context& context) {
  auto report = options.report;
  report.error = read_text(report.error, "--fail");
  report.result_json = read_json(options.result, "--result");
  const std::array steps{report};
  return finish(context, context.queue().report_steps(options.lease, steps), options.lease.job);
}

}  // namespace perfq::cli
