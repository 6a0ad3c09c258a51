#pragma once

#include "service/child/boot_clock.hpp"
#include "service/child/open_steps.hpp"
#include "service/child/output_tail.hpp"
#include "service/child/steps_reader.hpp"

#include <perfq/child.hpp>

#include <atomic>
#include <thread>
#include <vector>

namespace perfq::child {

/// Renews a lease, and follows the steps, from a thread of its own.
class Heartbeat {
 public:
  /// The lease began at `leased_at`. Wakes `news` when there is something to act on.
  Heartbeat(const ChildOptions& options, BootTime leased_at, LeaseKeeper& keeper, OutputTail& tail,
            Alarm& news);
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;
  ~Heartbeat();

  bool lost() const noexcept { return lost_; }

  bool cancel() const noexcept { return cancel_; }

  bool drain() const noexcept { return drain_; }

  /// A step was open for longer than it may be.
  bool step_overdue() const noexcept { return step_overdue_; }

  /// Its name. After stop().
  const std::string& overdue_step() const noexcept { return overdue_step_; }

  /// Until then the lease is ours, by the last answer.
  BootTime lease_end() const noexcept { return BootTime{lease_end_.load()}; }

  /// The lease is given up: no renewal begins any more.
  void give_up() noexcept { lost_ = true; }

  /// Returns when no renewal is under way, and none comes.
  void stop();

  /// The steps that no renewal has stored, to the end of the file. After stop().
  std::vector<StepReport> take_unsent();

 private:
  void run();
  BootTime renew();
  BootTime look();
  void read_steps();
  void take(const Beat& beat, BootTime asked_at);
  std::optional<Beat> ask();

  std::chrono::microseconds const lease_;
  LeaseKeeper& keeper_;
  OutputTail& tail_;
  Alarm& news_;
  StepsReader steps_;
  std::vector<StepReport> unsent_{};
  OpenSteps open_steps_;
  std::string overdue_step_{};
  std::atomic<BootTime::duration> lease_end_;
  std::atomic<bool> lost_ = false;
  std::atomic<bool> cancel_ = false;
  std::atomic<bool> drain_ = false;
  std::atomic<bool> step_overdue_ = false;
  Alarm stopping_{};
  std::jthread thread_{};
};

}  // namespace perfq::child
