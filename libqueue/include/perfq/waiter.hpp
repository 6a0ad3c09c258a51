#pragma once

#include <perfq/job.hpp>

#include <optional>
#include <stop_token>
#include <string>

namespace perfq {

/// How somebody hands in a job whose result they want.
struct SubmitOptions {
  /// Who waits, 1 to 255 bytes; empty: a fresh name. Whoever has it may go on waiting under it,
  /// also after a crash.
  std::string waiter = {};
  /// The job is cancelled when nobody has claimed it so long after it was submitted or fell due;
  /// missing: it may stay queued for ever. A job that was claimed once is free of it.
  std::optional<microseconds> queue_timeout = {};
  /// The job is cancelled when none of its waiters was heard of within its waiter lease: a queued
  /// one ends, the worker of a running one hears with its next heartbeat. Who joins it before it
  /// has ended takes that back.
  bool cancel_if_abandoned = false;
  /// How long a waiter counts as alive after it was heard of; 1 ms to 100 days.
  microseconds waiter_lease = std::chrono::seconds{60};
};

struct Submitted {
  JobId job = 0;
  /// False: an unfinished job bears that unique key, and `job` is its id.
  bool created = false;
  std::string waiter;  ///< for `WaitRequest::waiter`
};

/// Waiting for a job.
struct WaitRequest {
  /// Negative: for ever (until `stop`); 0: one look.
  microseconds limit{-1};
  /// Under this name the waiter is heard of three times a lease while the call lasts; empty: the
  /// call looks on, and keeps no job from being abandoned.
  std::string waiter = {};
  /// 0: as long as before, 60 s for a new name.
  microseconds waiter_lease{0};
  std::stop_token stop = {};
};

/// Somebody who waits for a job.
struct Waiter {
  std::string name;
  microseconds lease{};
  Timestamp seen_at{};
};

}  // namespace perfq
