#pragma once

#include <perfq/job.hpp>

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace perfq {

/// The right to run a job: its id and the fencing token of one claim. Every call about a running
/// job presents it, and is refused once the job was claimed again or ended otherwise.
struct Lease {
  JobId job = 0;
  std::string token;
};

struct ClaimRequest {
  std::string queue = "default";
  /// The claimer's stable name, 1 to 255 bytes.
  std::string worker;
  /// Labels that it holds. Jobs without an affinity are always its too, unless `only_labelled`.
  std::vector<std::string> affinities = {};
  bool only_labelled = false;
  /// Only this job, which must be one that it may claim all the same; 0: any.
  JobId job = 0;
  /// One life of the worker, from `Queue::start_session`; empty: a new one for this call.
  std::string session = {};
  /// The worker's code version, kept with the attempt.
  std::string version = {};
  int max = 1;  ///< 1 to 10,000
  microseconds lease = std::chrono::seconds{60};
  /// How long to wait when nothing is there; negative: for ever (until `stop`).
  microseconds wait{0};
  std::stop_token stop = {};
};

struct Claimed {
  Job job;
  std::string token;
  int attempt = 0;  ///< the charged attempt that this is, from 1
  Timestamp lease_expires_at{};
  std::vector<std::string> steps_done;

  Lease lease() const { return {job.id, token}; }
};

struct ClaimAnswer {
  std::vector<Claimed> jobs;  ///< in the order of the queue; empty: nothing there
  /// The worker is draining, quarantined or removed, and gets nothing for that reason. A quarantine
  /// after failures in a row ends after 10 minutes: the worker then gets one job as a probe.
  std::string refused;
  /// When the look that found them began, after any wait: their leases have run at most since then.
  std::chrono::steady_clock::time_point looked_at = {};
};

/// What became of a call about a running job.
enum class Ack {
  done,        ///< it took effect, now or when it was made before with the same token
  lease_lost,  ///< the token is stale; nothing was changed
  not_found    ///< no such job
};

/// The answer to a heartbeat, for each lease.
struct Renewal {
  Lease lease;
  bool renewed = false;  ///< false: lost
  bool cancel = false;   ///< somebody asked to cancel: stop and release it
  bool drain = false;    ///< the worker is to claim nothing more
  std::optional<Timestamp> lease_expires_at = {};
};

struct Completion {
  Lease lease;
  std::string result_json = {};
};

/// The answer to jobs handed in and others asked for.
struct Exchanged {
  std::vector<Ack> acks;  ///< for each completion
  ClaimAnswer claimed;
};

struct Failure {
  Lease lease;
  /// Cut to 64 KiB and cleaned of what is not UTF-8.
  std::string error;
  bool permanent = false;
  bool timed_out = false;
  /// Instead of the job's backoff.
  std::optional<microseconds> retry_in = {};
};

struct Release {
  Lease lease;
  std::string reason = {};
  /// This worker is not given the job again for so long, others are.
  microseconds avoid{0};
};

}  // namespace perfq
