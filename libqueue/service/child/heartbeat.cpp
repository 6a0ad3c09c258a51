#include "service/child/heartbeat.hpp"

#include "service/child/signals.hpp"

#include <algorithm>
#include <utility>

namespace perfq::child {
namespace {

using std::chrono::milliseconds;

/// How soon a database that gave no answer is asked again.
microseconds retry_after(microseconds lease) {
  return std::clamp<microseconds>(lease / 12, milliseconds{100}, milliseconds{1000});
}

}  // namespace

Heartbeat::Heartbeat(const ChildOptions& options, BootTime leased_at, LeaseKeeper& keeper,
                     OutputTail& tail, Alarm& news)
    : lease_(options.lease),
      keeper_(keeper),
      tail_(tail),
      news_(news),
      steps_(options.steps_file, tail),
      lease_end_(later(leased_at, lease_).time_since_epoch()) {
  thread_ = quiet_thread([this] { run(); });
}

Heartbeat::~Heartbeat() {
  stop();
}

void Heartbeat::stop() {
  stopping_.wake();
  if (thread_.joinable()) thread_.join();
}

std::vector<StepReport> Heartbeat::take_unsent() {
  steps_.read_rest(unsent_);
  return std::exchange(unsent_, {});
}

void Heartbeat::run() {
  auto next = lease_end() - lease_ * 2 / 3;
  while (!lost_ && stopping_.wait_until(next)) next = renew();
}

/// Asks once; returns when to ask again.
BootTime Heartbeat::renew() {
  const auto asked_at = BootClock::now();
  // A lease that ran out while we were suspended may be another's: it is not asked for again.
  if (asked_at >= lease_end()) give_up();
  if (lost_) {
    news_.wake();
    return never;
  }
  const auto beat = ask();
  if (!beat) return later(BootClock::now(), retry_after(lease_));
  take(*beat, asked_at);
  return later(asked_at, lease_ / 3);
}

std::optional<Beat> Heartbeat::ask() {
  try {
    steps_.read_new(unsent_);
    return keeper_.renew(tail_.text(), unsent_);
  } catch (...) {
    return std::nullopt;
  }
}

void Heartbeat::take(const Beat& beat, BootTime asked_at) {
  if (beat.drain) drain_ = true;
  if (beat.lost) {
    lost_ = true;
  } else {
    unsent_.clear();
    lease_end_ = later(asked_at, lease_).time_since_epoch();
  }
  if (beat.cancel) cancel_ = true;
  if (beat.lost || beat.cancel) news_.wake();
}

}  // namespace perfq::child
