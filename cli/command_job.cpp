#include "commands.hpp"
#include "fields.hpp"
#include "input.hpp"
#include "many.hpp"
#include "print.hpp"
#include "print_json.hpp"
#include "wait_for_job.hpp"

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

// Whoever dies while it waits has told before what to go on waiting for.
void tell(Context& context, const Submitted& submitted, bool waits) {
  if (context.json()) {
    context.out().write(to_line(Json{
        {"job", submitted.job}, {"created", submitted.created}, {"waiter", submitted.waiter}}));
    context.out().flush();
  } else if (waits) {
    context.note(fmt::format("job {}, waiter {}", submitted.job, submitted.waiter));
  } else {
    context.out().print("job {}, waiter {}\n", submitted.job, submitted.waiter);
  }
}

Exit print_end(Context& context, const Job& job) {
  const bool succeeded = job.state == JobState::succeeded;
  if (context.json()) {
    context.out().write(to_line(job_json(job)));
  } else if (succeeded) {
    context.out().write(to_line(value_of(job.result)));
  } else {
    context.note(fmt::format("job {}: {}{}{}", job.id, to_text(job.state),
                             job.error.empty() ? "" : ": ", job.error));
  }
  return succeeded ? Exit::done : Exit::failed;
}

Exit submit(const JobAddOptions& options, Context& context) {
  const auto submitted = context.queue().submit(options.job, options.submit);
  tell(context, submitted, options.waits);
  if (!options.waits) return Exit::done;
  const JobWait how{options.wait, submitted.waiter, options.submit.waiter_lease};
  return print_end(context, wait_for_job(context, submitted.job, how));
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
  if (options.submits) return submit(options, context);
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
