#include "service/child/environment.hpp"
#include "service/child/signals.hpp"
#include "service/child/spawn.hpp"
#include "service/child/supervision.hpp"

#include <perfq/child.hpp>

#include <utility>

namespace perfq {
namespace {

child::BootTime lease_begin(const ChildOptions& options) {
  const auto now = child::BootClock::now();
  if (!options.leased_at) return now;
  return now - (std::chrono::steady_clock::now() - *options.leased_at);
}

ChildReport ended_before(ChildEnd end, std::string error = {}) {
  ChildReport report;
  report.end = end;
  report.error = std::move(error);
  return report;
}

}  // namespace

ChildReport run_child(const ChildOptions& options, LeaseKeeper& keeper, std::stop_token hard_stop) {
  const auto leased_at = lease_begin(options);
  if (child::BootClock::now() >= child::later(leased_at, options.lease)) {
    return ended_before(ChildEnd::lease_lost);
  }
  if (hard_stop.stop_requested()) return ended_before(ChildEnd::stopped);

  child::NoSigpipe const no_sigpipe;
  child::stop_ignoring_sigchld();
  auto spawned = child::spawn(options.argv, child::child_environment(options));
  if (spawned.pid < 0) return ended_before(ChildEnd::not_started, std::move(spawned.failure));
  return child::Supervision(options, leased_at, keeper, std::move(hard_stop), std::move(spawned))
      .to_end();
}

}  // namespace perfq
