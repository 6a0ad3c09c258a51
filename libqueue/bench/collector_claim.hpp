#pragma once

#include "bench/held_leases.hpp"
#include "store/claim.hpp"

#include <perfq/fleet.hpp>

#include <vector>

namespace perfq::bench {

/// What one look of a collector found, and whose leases were in its way.
struct CollectorLook {
  FleetAnswer answer;
  std::vector<HeldLease> in_the_way;
};

/// `Error{invalid}` where the claim can't be met.
void require_valid(const CollectorClaim& claim);

/// In a transaction: one look, without waiting, with a token for each job asked for.
CollectorLook look(store::Context& context, const CollectorClaim& claim,
                   const store::Tokens& tokens);

/// What a look with these tokens claimed, as long as it holds any of it.
std::optional<CollectorLook> find_look(store::Context& context, const CollectorClaim& claim,
                                       const store::Tokens& tokens);

}  // namespace perfq::bench
