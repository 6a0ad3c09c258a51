#include "commands.hpp"
#include "outcome.hpp"
#include "print_json.hpp"

#include <array>

namespace perfq::cli {

Exit run(const HeartbeatOptions& options, Context& context) {
  const std::array leases{options.lease};
  const auto renewals = context.queue().heartbeat(leases, options.length);
  const auto renewal = renewals.empty() ? Renewal{} : renewals.front();
  context.out().write(to_line(renewal_json(renewal)));
  context.out().flush();
  if (!renewal.renewed) {
    const bool there = context.queue().find(options.lease.job).has_value();
    require(there ? Ack::lease_lost : Ack::not_found, options.lease.job);
  }
  return Exit::done;
}

}  // namespace perfq::cli
