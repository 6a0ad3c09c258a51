#include "commands.hpp"
#include "outcome.hpp"

namespace perfq::cli {

Exit run(const CancelOptions& options, Context& context) {
  const auto subject = resolved(context, options.subject);
  const auto change =
      subject.job != 0 ? context.queue().cancel(subject.job) : context.fleet().cancel(subject.sha);
  return finish_change(context, change, subject, {"cancel", "cancelled"});
}

}  // namespace perfq::cli
