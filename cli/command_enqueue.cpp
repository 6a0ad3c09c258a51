#include "commands.hpp"
#include "fields.hpp"
#include "many.hpp"
#include "print.hpp"
#include "print_json.hpp"

#include <span>

namespace perfq::cli {

namespace {

constexpr std::size_t to_the_second = 19;

void print(Context& context, const EnqueuedRequest& request) {
  if (context.json()) {
    context.out().write(to_line(enqueued_json(request)));
    return;
  }
  context.out().print("{}  {}", request.sha, to_text(request.state));
  if (request.position) context.out().print(", position {}", *request.position);
  if (request.eta)
    context.out().print(", done at {}", format_time(*request.eta).substr(0, to_the_second) + "Z");
  if (request.jobs > 0)
    context.out().print(", {} job{}", request.jobs, request.jobs > 1 ? "s" : "");
  context.out().write(request.created ? "\n" : " (it was there already)\n");
}

std::vector<EnqueuedRequest> enqueue(const EnqueueOptions& options, Context& context,
                                     std::span<const NewRequest> requests) {
  return options.dry_run ? context.fleet().rehearse(requests) : context.fleet().enqueue(requests);
}

std::vector<EnqueuedRequest> enqueue_many(const EnqueueOptions& options, Context& context) {
  const auto many = read_requests(options.from, options.request);
  std::vector<EnqueuedRequest> enqueued;
  with_line_of_error(many.lines, [&] {
    if (!many.items.empty()) enqueued = enqueue(options, context, many.items);
  });
  if (const auto warning = warn_of_unknown(many.unknown); !warning.empty()) context.note(warning);
  return enqueued;
}

}  // namespace

Exit run(const EnqueueOptions& options, Context& context) {
  const auto enqueued = options.from.empty() ? enqueue(options, context, {&options.request, 1})
                                             : enqueue_many(options, context);
  for (const auto& request : enqueued) print(context, request);
  if (options.dry_run) context.note("a dry run: nothing was changed");
  return Exit::done;
}

}  // namespace perfq::cli
