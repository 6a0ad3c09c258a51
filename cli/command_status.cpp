#include "commands.hpp"
#include "print.hpp"
#include "print_json.hpp"
#include "signals.hpp"
#include "watch.hpp"

#include <unistd.h>

namespace perfq::cli {

namespace {

std::string look_at_all(const StatusOptions& options, Context& context) {
  const auto status = context.fleet().status(options.query);
  if (context.json()) return to_line(status_json(status));
  return print_status(status, terminal(STDOUT_FILENO));
}

std::string look_at_request(const StatusOptions& options, Context& context) {
  auto status = context.fleet().status({.limit = 1});
  const auto request = context.fleet().status(options.subject.sha);
  const auto jobs = context.fleet().jobs(request.sha);
  if (!context.json()) return print_request(request, jobs, status.now, terminal(STDOUT_FILENO));
  status.requests = {request};
  auto json = status_json(status);
  auto& list = json["requests"][0]["job_list"] = Json::array();
  for (const auto& job : jobs) list.push_back(job_status_json(job));
  return to_line(json);
}

std::string look_at_job(const StatusOptions& options, Context& context) {
  const auto job = context.fleet().job(options.subject.job);
  if (context.json()) return to_line(Json{{"job", job_status_json(job)}});
  return print_job(job, context.queue().now(), terminal(STDOUT_FILENO));
}

std::string look(const StatusOptions& options, Context& context) {
  if (options.subject.job != 0) return look_at_job(options, context);
  if (!options.subject.sha.empty()) return look_at_request(options, context);
  return look_at_all(options, context);
}

}  // namespace

Exit run(const StatusOptions& options, Context& context) {
  if (!options.watch) {
    context.out().write(look(options, context));
    return Exit::done;
  }
  const StopOnSignals signals;
  watch(context, *options.watch, signals.soft(), [&] { return look(options, context); });
  return Exit::done;
}

}  // namespace perfq::cli
