#pragma once

#include "bench/pin.hpp"
#include "store/claim.hpp"

#include <optional>
#include <vector>

namespace perfq::bench {

/// What a claim with a code version brought.
struct SameCode {
  std::vector<Claimed> jobs;
  std::optional<Pin> other;  ///< the next job's request is pinned to this version: no jobs
};

/// In a transaction. As `store::claim`, up to the first job of a request that is pinned to another
/// version: what counts is the earliest, nothing is skipped.
SameCode claim_same_code(store::Context& context, ClaimRequest request,
                         const store::Tokens& tokens);

}  // namespace perfq::bench
