#include "commands.hpp"
#include "outcome.hpp"

namespace perfq::cli {

Exit run(const PrioritizeOptions& options, Context& context) {
  const auto subject = resolved(context, options.subject);
  const auto change = context.fleet().prioritize(subject.sha, options.priority);
  return finish_change(context, change, subject, {"prioritize", "has the new priority"});
}

}  // namespace perfq::cli
