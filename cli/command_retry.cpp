#include "commands.hpp"
#include "outcome.hpp"

namespace perfq::cli {

namespace {

Change retry_job(Context& context, JobId id, bool only_failed) {
  const auto job = context.queue().find(id);
  if (only_failed && job && job->state != JobState::failed) return Change::unchanged;
  return context.queue().retry(id);
}

}  // namespace

Exit run(const RetryOptions& options, Context& context) {
  const auto subject = resolved(context, options.subject);
  const auto change = subject.job != 0 ? retry_job(context, subject.job, options.only_failed)
                                       : context.fleet().retry(subject.sha, options.only_failed);
  return finish_change(context, change, subject, {"retry", "made ready to run anew"});
}

}  // namespace perfq::cli
