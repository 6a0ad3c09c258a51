#pragma once

#include "service/child/child_process.hpp"
#include "service/child/heartbeat.hpp"
#include "service/child/output_relay.hpp"
#include "service/child/spawn.hpp"
#include "service/child/stopping.hpp"

#include <perfq/child.hpp>

#include <functional>
#include <stop_token>

namespace perfq::child {

/// One child, from its start to its report.
class Supervision {
 public:
  /// Takes over a child that has just been started.
  Supervision(const ChildOptions& options, BootTime leased_at, LeaseKeeper& keeper,
              std::stop_token hard_stop, Spawned spawned);

  /// Blocks until the child has ended. Once.
  ChildReport to_end();

 private:
  std::optional<ChildEnd> why_stop(BootTime now) const;
  void act(BootTime now);
  void wait_for_news();
  BootTime next_due() const;
  void wind_up();
  ChildReport report(const Ended& ended, microseconds wall);

  const ChildOptions& options_;
  std::stop_token hard_stop_;
  BootTime started_at_;
  BootTime limit_at_;
  Alarm alarm_{};
  ChildProcess child_;
  OutputTail tail_;
  OutputRelay output_;
  OutputRelay errors_;
  Heartbeat heartbeat_;
  Stopping stopping_;
  std::stop_callback<std::function<void()>> on_hard_stop_;
};

}  // namespace perfq::child
