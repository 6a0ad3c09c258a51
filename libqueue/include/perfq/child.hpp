#pragma once

#include <perfq/step.hpp>
#include <perfq/time.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace perfq {

/// The database's answer to a renewal.
struct Beat {
  bool lost = false;    ///< the lease is another's, or the job has ended: stop
  bool cancel = false;  ///< the job is to be cancelled
  bool drain = false;   ///< claim nothing more; what runs may finish
};

/// What the supervisor of a child needs of the queue. Called from one thread of run_child's own,
/// one call at a time, never after run_child has returned.
class LeaseKeeper {
 public:
  LeaseKeeper() = default;
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;
  virtual ~LeaseKeeper() = default;

  /// Renews the lease and stores what is new: the output's tail (bytes, any encoding) and the
  /// steps. Nothing: the database gave no answer, and is asked again soon with the same steps,
  /// which may then be stored twice. An exception counts as no answer. A call should end by a
  /// deadline of its own: run_child doesn't return before it has, though it stops the child at the
  /// lease's end all the same.
  virtual std::optional<Beat> renew(std::string_view output_tail,
                                    const std::vector<StepReport>& new_steps) = 0;
};

/// What is run, and within which limits.
struct ChildOptions {
  /// The command and its arguments. A name without a slash is looked for in the child's PATH.
  std::vector<std::string> argv{};
  /// The child has this process's environment, without `unset_env` (exact names, or prefixes such
  /// as `PG*`), then with `set_env`, then with PERFQ_SESSION, PERFQ_STEPS and PERFQ_RESULT where
  /// the members that they stand for aren't empty.
  std::map<std::string, std::string> set_env{};
  std::vector<std::string> unset_env{};

  microseconds lease = std::chrono::seconds{60};
  /// When the lease began, best taken just before it was asked for. Nothing: at the call.
  std::optional<std::chrono::steady_clock::time_point> leased_at{};
  microseconds time_limit{0};  ///< from the child's start; zero or less: none
  /// How long a step may be open, from when it is read of until it is ended; zero or less: any
  /// time. It is found out up to an eighth of that later.
  microseconds step_limit{0};
  microseconds kill_after = std::chrono::seconds{10};  ///< from TERM to KILL

  std::size_t tail_bytes = 64 * 1024;   ///< how much of the output's end is kept
  bool pass_output = true;              ///< its stdout and stderr also go to ours
  bool stdout_to_stderr = false;        ///< what it passes all goes to our stderr
  std::filesystem::path steps_file{};   ///< read only; made by the child or by the caller
  std::filesystem::path result_file{};  ///< read once, when the child has ended
  std::string session_mark{};           ///< what end_leftovers() finds its processes by
};

enum class ChildEnd {
  exited,       ///< by itself, with `exit_status`
  signalled,    ///< by a signal that run_child did not send
  timed_out,    ///< stopped: past its time limit, or that of a step
  lease_lost,   ///< stopped: told so, or no answer until the lease had run out
  cancelled,    ///< stopped: the queue wanted it
  stopped,      ///< stopped: `hard_stop`
  not_started,  ///< it never ran: `error` says why
};

/// How it went. Where the child was stopped, exit_status and signal still say how it went down.
struct ChildReport {
  ChildEnd end = ChildEnd::not_started;
  int exit_status = -1;  ///< -1: it did not exit by itself
  int signal = 0;        ///< 0: no signal ended it
  microseconds wall{0};
  microseconds user{0};  ///< with the descendants that it waited for, as are the next two
  microseconds system{0};
  /// At least what this process itself had resident when the child was forked.
  std::int64_t peak_memory_kb = 0;
  std::string output_tail{};  ///< the last bytes of stdout and stderr in order of arrival
  std::vector<StepReport> unsent_steps{};  ///< those that no renewal has stored
  /// What stands in the result file, if it is JSON. Nothing where it is absent or blank.
  std::optional<std::string> result_json{};
  std::string result_error{};  ///< what is wrong with the result file; empty: nothing
  bool drain = false;          ///< a renewal said so
  std::string overdue_step{};  ///< for whose sake it timed out; empty: for its own
  std::string error{};         ///< one line; empty unless something went wrong on our side
};

/// Runs a command in a process group of its own and renews its lease every third of it, with the
/// newest output and steps, until the child has ended; then what is left of its group is killed, so
/// that nothing of it outlives the call but what has left the group (see end_leftovers).
///
/// The child's stdin is empty, it inherits no other descriptor, no signal mask and no ignored
/// signal. It is killed when this process dies. When the lease is lost, a cancel is wanted, the
/// time is over, its own or that of a step, or `hard_stop` is requested (the first of them counts)
/// its group gets TERM, and KILL `kill_after` later; renewals go on meanwhile unless the lease is
/// lost. The lease counts on a clock that runs on while the process or the machine is suspended,
/// from the start of the last renewal that was answered. Where the lease is over or `hard_stop`
/// requested at the call, nothing starts.
///
/// Malformed lines of the steps file are skipped with a note in the tail. Where our own stdout or
/// stderr takes nothing for 10 s, output is no longer passed there until it does; it is in the tail
/// all the same. A closed one is no error, and raises no SIGPIPE.
///
/// Blocks; sleeps while nothing happens. Any number may run at once, each on its own thread. That
/// thread must be the caller's to block: the child dies when it does. SIGCHLD is set to its default
/// where the program ignored it; a program that waits for any child (`waitpid(-1)`) takes the
/// report's exit status away, and `error` says so. Throws only std::bad_alloc and
/// std::system_error for lack of memory, descriptors or threads, and leaves no process then.
ChildReport run_child(const ChildOptions& options, LeaseKeeper& keeper, std::stop_token hard_stop);

/// Kills every process of this user, but this one, that was started with
/// PERFQ_SESSION=`session_mark` in its environment, each with its process group where that group's
/// leader is marked too or no longer there. Returns when they are gone: true; false when one is
/// still there after 5 s. An empty mark names nobody. What has replaced its own environment and
/// left the group isn't found.
bool end_leftovers(std::string_view session_mark);

}  // namespace perfq
