#include "service/running_leases.hpp"

#include <algorithm>
#include <vector>

namespace perfq::service {

using Clock = std::chrono::steady_clock;

namespace {

void stop_for(RunningLeases::Running& running, RunningLeases::Reason reason) {
  if (running.reason != RunningLeases::Reason::none) return;
  running.reason = reason;
  running.stop.request_stop();
}

}  // namespace

RunningLeases::RunningLeases(Queue& queue, std::string session, microseconds lease)
    : queue_(queue), session_(std::move(session)), lease_(lease) {
  beat_ = std::jthread([this](const std::stop_token& ended) { beat(ended); });
  watch_ = std::jthread([this](const std::stop_token& ended) { watch(ended); });
}

RunningLeases::Handle RunningLeases::add(const Claimed& claimed, Clock::time_point claimed_at) {
  const std::lock_guard lock(mutex_);
  Running running{.lease = claimed.lease(),
                  .lease_ends = claimed_at + lease_,
                  .time_ends = Clock::now() + claimed.job.time_limit};
  const Handle handle = running_.insert(running_.end(), std::move(running));
  if (stopped_) stop_for(*handle, Reason::stopped);
  ++added_;
  changed_.notify_all();
  return handle;
}

RunningLeases::Reason RunningLeases::remove(Handle handle) {
  const std::lock_guard lock(mutex_);
  const Reason reason = handle->reason;
  running_.erase(handle);
  return reason;
}

void RunningLeases::stop_all() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (Running& running : running_) stop_for(running, Reason::stopped);
}

bool RunningLeases::drained() const {
  const std::lock_guard lock(mutex_);
  return drained_;
}

void RunningLeases::stop_overdue() {
  const auto now = Clock::now();
  for (Running& running : running_) {
    if (now >= running.lease_ends) stop_for(running, Reason::lost);
    if (now >= running.time_ends) stop_for(running, Reason::timed_out);
  }
}

void RunningLeases::renew(std::unique_lock<std::mutex>& lock) {
  std::vector<Lease> leases;
  for (const Running& running : running_) leases.push_back(running.lease);
  const auto asked_at = Clock::now();
  lock.unlock();
  std::vector<Renewal> renewals;
  try {
    renewals = queue_.heartbeat(leases, lease_, session_);
  } catch (const Error&) {
    // No answer: the leases run on, and watch() ends what they no longer cover.
  }
  lock.lock();
  for (const Renewal& renewal : renewals) {
    drained_ = renewal.drain;
    const auto running =
        std::find_if(running_.begin(), running_.end(), [&](const Running& candidate) {
          return candidate.lease.token == renewal.lease.token &&
                 candidate.lease.job == renewal.lease.job;
        });
    if (running == running_.end()) continue;
    if (!renewal.renewed)
      stop_for(*running, Reason::lost);
    else if (renewal.cancel)
      stop_for(*running, Reason::cancelled);
    else
      running->lease_ends = asked_at + lease_;
  }
}

void RunningLeases::beat(const std::stop_token& ended) {
  std::unique_lock lock(mutex_);
  const microseconds pause = std::max(lease_ / 3, microseconds{1000});
  while (true) {
    const auto next = Clock::now() + pause;
    changed_.wait_until(lock, ended, next, [] { return false; });
    if (ended.stop_requested()) return;
    renew(lock);
  }
}

void RunningLeases::watch(const std::stop_token& ended) {
  std::unique_lock lock(mutex_);
  while (!ended.stop_requested()) {
    auto wake = Clock::now() + std::chrono::hours{1};
    for (const Running& running : running_)
      if (running.reason == Reason::none)
        wake = std::min({wake, running.lease_ends, running.time_ends});
    changed_.wait_until(lock, ended, wake, [&, seen = added_] { return added_ != seen; });
    stop_overdue();
  }
}

}  // namespace perfq::service
