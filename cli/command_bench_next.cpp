#include "claimed.hpp"
#include "commands.hpp"
#include "json.hpp"
#include "signals.hpp"

namespace perfq::cli {

namespace {

Exit claim_one(const BenchRun& run, Context& context, const StopOnSignals& signals) {
  CollectorClaim request;
  request.collector = run.collector;
  request.version = run.version;
  request.lease = run.lease;
  request.wait = run.wait.value_or(microseconds{0});
  request.takeover = run.takeover;
  request.stop = signals.soft();
  return finish_claim(context, context.fleet().claim(request), run.collector);
}

std::string_view outcome_of(BenchRunEnd end) {
  switch (end) {
    case BenchRunEnd::succeeded:
      return "succeeded";
    case BenchRunEnd::nothing:
      return "released";
    case BenchRunEnd::lost:
      return "lost";
    default:
      return "failed";
  }
}

void print_ended(Context& context, const BenchRunJob& job) {
  try {
    context.out().write(to_line(Json{{"job", job.job},
                                     {"sha", job.sha.empty() ? Json(nullptr) : Json(job.sha)},
                                     {"attempt", job.attempt},
                                     {"outcome", outcome_of(job.end)},
                                     {"message", text_or_null(job.message)}}));
    context.out().flush();
  } catch (const std::exception&) {
    // Nobody reads: the jobs go on, their outcomes are in the database.
  }
}

// A line says why, where there is something to say.
Exit end_with(Fault fault, const std::string& message) {
  if (message.empty()) return exit_of(fault);
  throw Refusal(fault, message);
}

Exit finish(const BenchRunReport& report, Context& context) {
  switch (report.end) {
    case BenchRunEnd::succeeded:
      return Exit::done;
    case BenchRunEnd::failed:
      return end_with(Fault::child, report.message);
    case BenchRunEnd::nothing:
    case BenchRunEnd::refused:
      return end_with(Fault::nothing, report.message);
    case BenchRunEnd::lost:
      return end_with(Fault::lease_lost, report.message);
    case BenchRunEnd::conflict:
      return end_with(Fault::conflict, report.message);
    case BenchRunEnd::wrong_version:
      refuse_version(context, report.required_version, report.sha, report.message);
  }
  return Exit::done;
}

}  // namespace

Exit run(const BenchNextOptions& options, Context& context) {
  const StopOnSignals signals;
  if (options.run.command.empty()) return claim_one(options.run, context, signals);
  auto run = options.run;
  run.db_url = context.db();
  run.soft_stop = signals.soft();
  run.hard_stop = signals.hard();
  run.say = [&context](std::string_view line) { context.note(line); };
  if (context.json()) {
    run.stdout_to_stderr = true;
    run.ended = [&context](const BenchRunJob& job) { print_ended(context, job); };
  }
  return finish(run_bench(context.fleet(), run), context);
}

}  // namespace perfq::cli
