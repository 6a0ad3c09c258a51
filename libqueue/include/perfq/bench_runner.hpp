#pragma once

#include <perfq/fleet.hpp>

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace perfq {

enum class BenchRunEnd {
  succeeded,     ///< the job did; of a loop: at least one job was run, whatever became of it
  failed,        ///< the job failed, timed out, or can't be run; `message` says how
  nothing,       ///< nothing to claim, or the child asked for release (75)
  refused,       ///< draining, drained or quarantined; `message` says which
  lost,          ///< lease lost, cancelled, or stopped hard: nothing was stored
  conflict,      ///< a live session of that collector holds all its slots
  wrong_version  ///< the next job is pinned to `required_version`; `sha` is its request's
};

/// One job's run: it succeeded, failed, was released (`nothing`) or lost.
struct BenchRunJob {
  JobId job = 0;
  std::string sha = {};
  int attempt = 0;
  BenchRunEnd end = BenchRunEnd::failed;
  std::string message = {};
};

/// A collector's life: claim, run a command under the lease, report, and again.
struct BenchRun {
  std::string collector;
  /// The collector's code version, kept with each attempt; empty: it tells none.
  std::string version = {};
  /// The command and its arguments, not empty. `{sha}`, `{target}` and their like are replaced.
  std::vector<std::string> command;
  /// Run by `sh -c` once for each request before its first job here; empty: nothing.
  std::string prepare = {};
  /// Goes on until nothing is left (with `wait`: until stopped), with as many children at once as
  /// the collector has slots; otherwise one job.
  bool loop = false;
  /// Ends the collector's older session and its leases at once, the attempts charged as lost.
  bool takeover = false;
  /// How long to wait where nothing is there: nothing: not at all; negative: for ever.
  std::optional<microseconds> wait = {};
  microseconds lease = std::chrono::seconds{60};
  /// Shorter than the job's own limit, it counts instead.
  std::optional<microseconds> time_limit = {};
  /// The child may have the database: PERFQ_DB (`db_url`, made absolute) and PERFQ_TOKEN are put
  /// into its environment; otherwise they and PG* are taken out of it.
  bool share_db = false;
  std::string db_url = {};
  /// What runs is finished, nothing more is claimed.
  std::stop_token soft_stop = {};
  /// Children are stopped, their jobs released uncharged.
  std::stop_token hard_stop = {};
  /// The children's stdout goes to our stderr.
  bool stdout_to_stderr = false;
  /// One line, without its end, for whoever watches (never an outcome: that is the report's
  /// `message`). This and `ended` are called by one thread at a time, and must not throw.
  std::function<void(std::string_view line)> say = {};
  /// After each job that was run.
  std::function<void(const BenchRunJob& job)> ended = {};
};

struct BenchRunReport {
  BenchRunEnd end = BenchRunEnd::nothing;
  int jobs_run = 0;
  /// One line for whoever started it; empty where there is nothing to say.
  std::string message = {};
  std::string required_version = {};
  std::string sha = {};
};

/// Blocks until it is done or stopped. Before it claims it ends what is left of an older process
/// of the same collector here. `Error{not_found}`: no such collector; the text has the command that
/// registers it. Every other outcome is in the report; while a child runs an absent database is
/// waited out, and an error is thrown only when none does.
BenchRunReport run_bench(Fleet& fleet, const BenchRun& run);

}  // namespace perfq
