#include "service/child/heartbeat.hpp"

#include "service/child/signals.hpp"

#include <algorithm>
#include <span>
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
      open_steps_(options.step_limit),
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
  auto next_renewal = lease_end() - lease_ * 2 / 3;
  auto next_look = look();
  while (!lost_ && stopping_.wait_until(std::min(next_renewal, next_look))) {
    if (BootClock::now() >= next_renewal) next_renewal = renew();
    next_look = look();
  }
}

/// Whether a step is over its limit; returns when to look again.
BootTime Heartbeat::look() {
  const auto now = BootClock::now();
  const auto next = open_steps_.next_look(now);
  if (step_overdue_ || next == never) return never;
  read_steps();
  const auto overdue = open_steps_.overdue(now);
  if (!overdue) return next;
  overdue_step_ = *overdue;
  step_overdue_ = true;
  news_.wake();
  return never;
}

void Heartbeat::read_steps() {
  const std::size_t known = unsent_.size();
  try {
    steps_.read_new(unsent_);
  } catch (...) {
    // No memory, no descriptor: what is left of it is read the next time.
  }
  open_steps_.take(std::span{unsent_}.subspan(known), BootClock::now());
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
  read_steps();
  try {
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
