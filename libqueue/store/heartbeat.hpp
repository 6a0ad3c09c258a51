#pragma once

#include "store/context.hpp"

#include <perfq/lease.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace perfq::store {

/// In a transaction. Renews what is still held, and keeps the session known as alive.
std::vector<Renewal> heartbeat(Context& context, std::span<const Lease> leases, microseconds lease,
                               std::string_view session);

/// One statement. Replaces the output kept for this lease.
Ack keep_output(Context& context, const Lease& lease, std::string_view tail);

}  // namespace perfq::store
