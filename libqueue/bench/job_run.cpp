#include "bench/job_run.hpp"

#include "bench/lease_keeper.hpp"
#include "bench/placeholders.hpp"
#include "bench/scratch_folder.hpp"

#include <algorithm>
#include <filesystem>

namespace perfq::bench {

namespace {

// The meaning of a child's exit, from sysexits.h: EX_TEMPFAIL, EX_DATAERR, EX_NOINPUT.
constexpr int exit_release = 75;
constexpr int exit_permanent = 65;
constexpr int exit_artifact = 66;
constexpr microseconds avoid_after_release = std::chrono::seconds{10};

bool passes(const Error& error) {
  return error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::busy ||
         error.effect_unknown();
}

std::string lost(JobId job) {
  return "the lease of job " + std::to_string(job) + " was lost";
}

// The child may change its folder.
std::string absolute(const std::string& url) {
  const std::string scheme = "sqlite:";
  if (!url.starts_with(scheme) || url == "sqlite::memory:") return url;
  return scheme + std::filesystem::absolute(url.substr(scheme.size())).string();
}

// What was heard of is no longer handed back when its collector is drained. False: it was before.
bool begin(QueueLeaseKeeper& keeper) {
  try {
    return !keeper.renew({}, {})->lost;
  } catch (const Error&) {
    return true;  // The child's heartbeat sees to it.
  }
}

bool succeeded(const ChildReport& child) {
  return child.end == ChildEnd::exited && child.exit_status == 0;
}

}  // namespace

ChildOptions JobRunner::options_for(const ClaimedBench& claimed) const {
  ChildOptions options;
  options.set_env = environment(claimed, run_.collector);
  options.unset_env = {"PERFQ_DB", "PERFQ_TOKEN", "PG*"};
  if (run_.share_db) {
    options.unset_env.clear();
    options.set_env["PERFQ_DB"] = absolute(run_.db_url);
    options.set_env["PERFQ_TOKEN"] = claimed.claimed.token;
  }
  options.lease = run_.lease;
  options.time_limit = claimed.claimed.job.time_limit;
  if (run_.time_limit) options.time_limit = std::min(options.time_limit, *run_.time_limit);
  if (claimed.bench) options.step_limit = claimed.bench->step_limit.value_or(microseconds{0});
  options.session_mark = session_;
  options.stdout_to_stderr = run_.stdout_to_stderr;
  return options;
}

JobReport JobRunner::run(const ClaimedBench& claimed,
                         std::chrono::steady_clock::time_point claimed_at) {
  const ScratchFolder scratch(session_);
  ChildOptions options = options_for(claimed);
  options.leased_at = claimed_at;
  options.steps_file = scratch.path() / "steps";
  options.result_file = scratch.path() / "result";

  QueueLeaseKeeper keeper(queue_, claimed.claimed.lease(), run_.lease, session_, claimed_at);
  if (!begin(keeper)) return {JobEnd::lost, lost(claimed.claimed.job.id)};
  if (const auto stopped = prepare(claimed, options, keeper)) return report(claimed, *stopped);
  const auto values = placeholders(claimed);
  for (const std::string& argument : run_.command) options.argv.push_back(fill(argument, values));
  options.leased_at = keeper.renewed_at();
  return report(claimed, run_child(options, keeper, run_.hard_stop));
}

// Other jobs of the request wait for the first one's preparation, each under its own lease.
std::optional<ChildReport> JobRunner::prepare(const ClaimedBench& claimed, ChildOptions& options,
                                              QueueLeaseKeeper& keeper) {
  if (run_.prepare.empty() || !claimed.bench) return std::nullopt;
  const std::lock_guard lock(prepare_mutex_);
  if (prepared_.contains(claimed.bench->sha)) return std::nullopt;
  ChildOptions command = options;
  command.argv = {"sh", "-c", run_.prepare};
  ChildReport prepared = run_child(command, keeper, run_.hard_stop);
  if (!succeeded(prepared)) return prepared;
  prepared_.insert(claimed.bench->sha);
  options.time_limit = std::max(options.time_limit - prepared.wall, microseconds{1});
  return std::nullopt;
}

JobReport JobRunner::report(const ClaimedBench& claimed, const ChildReport& child) {
  const Lease lease = claimed.claimed.lease();
  if (child.end == ChildEnd::lease_lost) return {JobEnd::lost, lost(lease.job)};
  bool told = false;
  while (true) {
    try {
      if (!child.output_tail.empty()) queue_.keep_output(lease, child.output_tail);
      if (!child.unsent_steps.empty()) queue_.report_steps(lease, child.unsent_steps);
      return end_job(claimed, child);
    } catch (const Error& error) {
      if (!passes(error)) throw;
      if (!told && run_.say)
        run_.say("the end of job " + std::to_string(lease.job) +
                 " is reported when the database is back: " + error.what());
      told = true;
      if (run_.hard_stop.stop_requested())
        return {JobEnd::lost, "the end of job " + std::to_string(lease.job) + " was not reported"};
    }
    queue_.wait_for_change(std::chrono::seconds{1}, run_.hard_stop);
  }
}

namespace {

JobReport answered(const Lease& lease, Ack ack, JobEnd end, std::string message = {}) {
  if (ack == Ack::done) return {end, std::move(message)};
  return {JobEnd::lost, "the lease of job " + std::to_string(lease.job) +
                            " was lost before its end was reported"};
}

std::string step_timed_out(const ClaimedBench& claimed, const std::string& step) {
  return "its step '" + step + "' took longer than the " +
         format_duration(claimed.bench->step_limit.value_or(microseconds{0})) +
         " that its suite allows";
}

std::string failed(JobId job, const std::string& error) {
  const std::string number = std::to_string(job);
  return "job " + number + " failed: " + error + "; its output: perfq logs " + number;
}

}  // namespace

JobReport JobRunner::end_job(const ClaimedBench& claimed, const ChildReport& child) {
  const Lease lease = claimed.claimed.lease();
  const std::string job = "job " + std::to_string(lease.job);
  switch (child.end) {
    case ChildEnd::exited:
      return end_exited(claimed, child);
    case ChildEnd::signalled: {
      const std::string error = "killed by signal " + std::to_string(child.signal);
      return answered(lease, queue_.fail({.lease = lease, .error = error}), JobEnd::failed,
                      failed(lease.job, error));
    }
    case ChildEnd::timed_out: {
      const std::string error = child.overdue_step.empty()
                                    ? "timed out after " + format_duration(child.wall)
                                    : step_timed_out(claimed, child.overdue_step);
      return answered(lease, queue_.fail({.lease = lease, .error = error, .timed_out = true}),
                      JobEnd::failed, failed(lease.job, error));
    }
    case ChildEnd::cancelled:
      queue_.release({.lease = lease, .reason = "cancelled"});
      return {JobEnd::lost, job + " was cancelled"};
    case ChildEnd::stopped:
      queue_.release({.lease = lease, .reason = "the collector was stopped"});
      return {JobEnd::lost, job + " was handed back: the collector was stopped"};
    case ChildEnd::not_started:
      queue_.release({.lease = lease, .reason = child.error, .avoid = avoid_after_release});
      return {JobEnd::not_started, child.error + ": " + job + " was handed back"};
    case ChildEnd::lease_lost:
      break;
  }
  return {JobEnd::lost, lost(lease.job)};
}

JobReport JobRunner::end_exited(const ClaimedBench& claimed, const ChildReport& child) {
  const Lease lease = claimed.claimed.lease();
  if (child.exit_status == exit_release)
    return answered(lease,
                    queue_.release({.lease = lease,
                                    .reason = "the command asked for release",
                                    .avoid = avoid_after_release}),
                    JobEnd::released);
  if (child.exit_status == 0 && child.result_error.empty())
    return answered(lease, queue_.complete(lease, child.result_json.value_or("")),
                    JobEnd::succeeded);
  Failure failure{.lease = lease, .error = child.result_error};
  if (child.exit_status != 0) {
    failure.error = "exit status " + std::to_string(child.exit_status);
    failure.permanent = child.exit_status == exit_permanent || child.exit_status == exit_artifact;
  }
  if (child.exit_status == exit_artifact && claimed.bench)
    return answered(lease, Fleet(queue_).fail_artifact(lease, failure.error), JobEnd::failed,
                    failed(lease.job, "the artifact is bad: " + failure.error));
  return answered(lease, queue_.fail(failure), JobEnd::failed, failed(lease.job, failure.error));
}

}  // namespace perfq::bench
