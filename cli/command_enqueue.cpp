#include "commands.hpp"
#include "fields.hpp"
#include "many.hpp"
#include "print.hpp"
#include "print_json.hpp"

namespace perfq::cli {

namespace {

void print(Context& context, const EnqueuedRequest& request) {
  if (context.json()) {
    context.out().write(to_line(enqueued_json(request)));
    return;
  }
  context.out().print("{}  {}", request.sha, to_text(request.state));
  if (request.position) context.out().print(", position {}", *request.position);
  if (request.jobs > 0)
    context.out().print(", {} job{}", request.jobs, request.jobs > 1 ? "s" : "");
  context.out().write(request.created ? "\n" : " (it was there already)\n");
}

std::vector<EnqueuedRequest> enqueue_many(const EnqueueOptions& options, Context& context) {
  const auto many = read_requests(options.from, options.request);
  std::vector<EnqueuedRequest> enqueued;
  with_line_of_error(many.lines, [&] {
    if (!many.items.empty()) enqueued = context.fleet().enqueue(many.items);
  });
  if (const auto warning = warn_of_unknown(many.unknown); !warning.empty()) context.note(warning);
  return enqueued;
}

}  // namespace

Exit run(const EnqueueOptions& options, Context& context) {
  if (options.from.empty()) {
    print(context, context.fleet().enqueue(options.request));
    return Exit::done;
  }
  for (const auto& request : enqueue_many(options, context)) print(context, request);
  return Exit::done;
}

}  // namespace perfq::cli
