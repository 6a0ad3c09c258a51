#pragma once

#include <perfq/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace perfq {

using JobId = std::int64_t;
using GroupId = std::int64_t;

/// docs/state-machine.md has the graph.
enum class JobState { queued, running, succeeded, failed, cancelled };

/// How an attempt ended.
enum class Outcome { succeeded, failed, timed_out, released, lost, cancelled };

std::string_view to_text(JobState state);
std::string_view to_text(Outcome outcome);
std::optional<JobState> parse_job_state(std::string_view text);
std::optional<Outcome> parse_outcome(std::string_view text);

constexpr bool is_terminal(JobState state) {
  return state != JobState::queued && state != JobState::running;
}

/// A job to be enqueued. Texts are UTF-8 without NUL; names (queue, kind, affinity, unique key)
/// have at most 255 bytes, the payload at most 16 MiB (`OpenOptions::payload_limit_bytes`).
struct NewJob {
  std::string queue = "default";
  std::string kind = "job";
  /// JSON, handed to the worker as it is.
  std::string payload = "null";
  /// Higher is claimed first; -1000 to 1000.
  int priority = 0;
  /// Among equal priorities lower is claimed first. For a planner above the queue; else leave it.
  std::int64_t rank = 0;
  /// Only workers that hold this label may claim it; empty: any worker.
  std::string affinity = {};
  /// Not claimable before; missing: at once. `delay` counts from the enqueue; give one of the two.
  std::optional<Timestamp> run_at = {};
  microseconds delay{0};
  /// Among the jobs of a queue that have not ended, at most one bears a key; empty: no key.
  std::string unique_key = {};
  /// Charged attempts, 1 to 1000: the one that uses them up and fails is final.
  int max_attempts = 3;
  /// An attempt that runs longer is ended as timed out; 1 ms to 100 days.
  microseconds time_limit = std::chrono::hours{4};
  /// Delay after the first failure, doubled by each further one up to 15 min, each ± 20 %.
  microseconds backoff = std::chrono::seconds{10};
  /// The group that it belongs to, which must exist and be unfinished; 0: none.
  GroupId group = 0;
  /// Whether the group waits for it.
  bool required = true;
};

struct Enqueued {
  JobId job = 0;
  /// False: an unfinished job bears that unique key, and `job` is its id.
  bool created = false;
};

/// A job as it stands in the database.
struct Job {
  JobId id = 0;
  std::string queue;
  std::string kind;
  std::string affinity;
  std::string payload;
  JobState state = JobState::queued;
  int priority = 0;
  std::int64_t rank = 0;
  Timestamp run_at{};
  std::string unique_key;
  GroupId group = 0;
  bool required = true;
  int max_attempts = 3;
  microseconds time_limit{};
  microseconds backoff{};
  /// Attempts that have ended and count against `max_attempts`.
  int charged = 0;
  /// Attempts that were handed back; each twentieth of them was charged all the same.
  int releases = 0;
  /// Leases given so far; the number of the last one.
  int leases = 0;
  std::string worker;   ///< of the last lease
  std::string session;  ///< of the last lease
  std::string version;  ///< the worker's code version at the last lease
  std::optional<Timestamp> claimed_at;
  std::optional<Timestamp> lease_expires_at;
  bool cancel_requested = false;
  std::optional<Outcome> outcome;  ///< of the last attempt that ended
  std::string error;               ///< of the last attempt that failed, or why it ended unasked
  std::string result;              ///< JSON; empty until it succeeded with one
  Timestamp created_at{};
  std::optional<Timestamp> started_at;  ///< the first claim
  std::optional<Timestamp> ended_at;
};

/// One lease of one job. Kept as long as the job, never overwritten.
struct Attempt {
  JobId job = 0;
  int lease = 0;    ///< 1, 2, … for each lease of the job
  int attempt = 0;  ///< the charged attempt that it was, from 1; equal for those not charged
  bool charged = false;
  std::string worker;
  std::string session;
  std::string version;
  std::optional<Outcome> outcome;  ///< nothing while it runs
  std::string error;
  Timestamp started_at{};
  std::optional<Timestamp> ended_at;
};

}  // namespace perfq
