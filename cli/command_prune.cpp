#include "commands.hpp"
#include "json.hpp"
#include "outcome.hpp"

namespace perfq::cli {

Exit run(const PruneOptions& options, Context& context) {
  if (!options.sha.empty()) {
    const auto request = resolved(context, {options.sha, 0});
    return finish_change(context, context.fleet().prune(request.sha), request, {"prune", "pruned"});
  }
  const auto jobs = context.fleet().prune(*options.older_than, options.states, options.dry_run);
  if (context.json()) {
    context.out().write(to_line(Json{{"jobs", jobs}, {"dry_run", options.dry_run}}));
  } else {
    const auto plural = jobs == 1 ? "" : "s";
    context.out().print("{} {} job{}\n", options.dry_run ? "would prune" : "pruned", jobs, plural);
  }
  return Exit::done;
}

}  // namespace perfq::cli
