#include "commands.hpp"
#include "outcome.hpp"

namespace perfq::cli {

Exit run(const RetryOptions& options, Context& context) {
  const auto& subject = options.subject;
  const auto change = subject.job != 0 ? context.queue().retry(subject.job)
                                       : context.fleet().retry(subject.sha, options.only_failed);
  return finish_change(context, change, subject, {"retry", "queued anew"});
}

}  // namespace perfq::cli
