#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>
#include <perfq/process.hpp>

#include <string>
#include <vector>

namespace perfq::bench {

/// A lease of a collector, and whose it is.
struct HeldLease {
  Lease lease;
  std::string session;
  std::string sha;
  Timestamp expires_at{};
  bool live = false;  ///< it has not run out
  microseconds left{0};
  ProcessIdentity process;
  bool known_process = false;  ///< a bare claim's is not: it ends before its lease does
};

std::vector<HeldLease> held_leases(store::Context& context, const std::string& collector);

/// The process that holds it is of this machine and still there.
bool is_seen_alive(const HeldLease& held);

/// Lets leases run out whose process is provably gone, so that they can be claimed at once.
void expire_leases_of_the_gone(store::Context& context, std::vector<HeldLease>& held);

/// Lets every lease of other sessions run out and ends those sessions.
void take_over(store::Context& context, const CollectorClaim& claim, std::vector<HeldLease>& held);

/// After a take-over and its claim: ends what the other sessions still hold, charged as lost, so
/// that their tokens are worth nothing.
void fence_off(store::Context& context, const std::vector<HeldLease>& held);

}  // namespace perfq::bench
