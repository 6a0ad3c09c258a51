#pragma once

#include <perfq/queue.hpp>

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace perfq::service {

/// Renews the leases that a process holds from a thread of its own, and stops the work of those
/// that are lost, cancelled, out of time, or whose lease ran out unheard.
class RunningLeases {
 public:
  RunningLeases(Queue& queue, std::string session, microseconds lease);

  /// Why a job's stop token was triggered.
  enum class Reason { none, lost, cancelled, timed_out, stopped };

  struct Running {
    Lease lease;
    std::stop_source stop{};
    Reason reason = Reason::none;
    std::chrono::steady_clock::time_point lease_ends;
    std::chrono::steady_clock::time_point time_ends;
  };

  using Handle = std::list<Running>::iterator;

  /// `claimed_at` is when the claim was asked for: the lease has run at most since then.
  Handle add(const Claimed& claimed, std::chrono::steady_clock::time_point claimed_at);
  Reason remove(Handle handle);
  /// And whatever is added later.
  void stop_all();

  /// The worker is to claim nothing more; of the last heartbeat.
  bool drained() const;

 private:
  void beat(const std::stop_token& ended);
  void watch(const std::stop_token& ended);
  void renew(std::unique_lock<std::mutex>& lock);
  void stop_overdue();

  Queue& queue_;
  std::string session_;
  microseconds lease_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::list<Running> running_;
  std::uint64_t added_ = 0;
  bool drained_ = false;
  bool stopped_ = false;
  std::jthread beat_;
  /// Of its own: a renewal may wait for an answer for longer than a lease lasts.
  std::jthread watch_;
};

}  // namespace perfq::service
