#pragma once

#include <perfq/child.hpp>
#include <perfq/queue.hpp>

#include <string>

namespace perfq::bench {

/// Keeps the lease of one claimed job through the queue.
class QueueLeaseKeeper : public LeaseKeeper {
 public:
  using Clock = std::chrono::steady_clock;

  QueueLeaseKeeper(Queue& queue, Lease lease, microseconds length, std::string session,
                   Clock::time_point leased_at)
      : queue_(queue),
        lease_(std::move(lease)),
        length_(length),
        session_(std::move(session)),
        renewed_at_(leased_at) {}

  /// When the newest renewal that was answered was asked for. Not while a child runs.
  Clock::time_point renewed_at() const { return renewed_at_; }

  std::optional<Beat> renew(std::string_view output_tail,
                            const std::vector<StepReport>& new_steps) override {
    const auto asked_at = Clock::now();
    const std::vector<Renewal> renewals =
        queue_.heartbeat(std::span{&lease_, 1}, length_, session_);
    const Renewal& renewal = renewals.front();
    if (renewal.renewed) {
      renewed_at_ = asked_at;
      if (!output_tail.empty()) queue_.keep_output(lease_, output_tail);
      if (!new_steps.empty()) queue_.report_steps(lease_, new_steps);
    }
    return Beat{.lost = !renewal.renewed, .cancel = renewal.cancel, .drain = renewal.drain};
  }

 private:
  Queue& queue_;
  Lease lease_;
  microseconds length_;
  std::string session_;
  Clock::time_point renewed_at_;
};

}  // namespace perfq::bench
