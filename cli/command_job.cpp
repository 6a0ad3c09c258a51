#include "commands.hpp"
#include "fields.hpp"
#include "input.hpp"
#include "many.hpp"
#include "print.hpp"
#include "print_json.hpp"

#include <unistd.h>

// The plain queue: job add, job list.
namespace perfq::cli {

namespace {

void print(Context& context, const Enqueued& job) {
  if (context.json()) {
    context.out().write(to_line(Json{{"job", job.job}, {"created", job.created}}));
  } else {
    context.out().print("job {}{}\n", job.job, job.created ? "" : " (it was there already)");
  }
}

std::vector<Enqueued> add_many(const JobAddOptions& options, Context& context) {
  const auto many = read_jobs(options.from, options.job);
  std::vector<Enqueued> enqueued;
  with_line_of_error(many.lines, [&] {
    if (!many.items.empty()) enqueued = context.queue().enqueue(many.items);
  });
  if (const auto warning = warn_of_unknown(many.unknown); !warning.empty()) context.note(warning);
  return enqueued;
}

}  // namespace

Exit run(const JobAddOptions& given, Context& context) {
  auto options = given;
  options.job.payload = read_json(given.payload, "--payload", given.job.payload);
  if (options.from.empty()) {
    print(context, context.queue().enqueue(options.job));
    return Exit::done;
  }
  for (const auto& job : add_many(options, context)) print(context, job);
  return Exit::done;
}

Exit run(const JobListOptions& options, Context& context) {
  const auto jobs = context.queue().list(options.filter);
  if (!context.json()) {
    context.out().write(print_jobs(jobs, terminal(STDOUT_FILENO)));
    return Exit::done;
  }
  auto json = Json::array();
  for (const auto& job : jobs) json.push_back(job_json(job));
  context.out().write(to_line(json));
  return Exit::done;
}

}  // namespace perfq::cli
