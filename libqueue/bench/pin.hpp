#pragma once

#include "store/context.hpp"

#include <perfq/lease.hpp>

#include <map>
#include <span>
#include <string>

namespace perfq::bench {

/// The code version that a request's jobs go to.
struct Pin {
  GroupId request = 0;
  std::string sha;
  std::string version;
};

/// In a transaction. The pins of the requests of these jobs, pinned to the version where they were
/// to none; jobs that no request made have none.
std::map<GroupId, Pin> pin(store::Context& context, std::span<const Claimed> jobs,
                           const std::string& version);

/// In a transaction. Where the pinned version has died out: pins the request to the claimer's, so
/// that what was done under another runs again. False: it lives, nothing was changed.
bool pin_anew(store::Context& context, const Pin& old, const ClaimRequest& claimer);

}  // namespace perfq::bench
