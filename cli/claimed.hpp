#pragma once

#include "context.hpp"

namespace perfq::cli {

/// Prints what a collector's claim brought, a line each, or throws the Refusal. What can't be
/// printed nobody can run: it is handed back at once.
Exit finish_claim(Context& context, const FleetAnswer& answer, const std::string& collector);
Exit finish_claim(Context& context, const ClaimAnswer& answer);

/// Prints which code version a claim takes, and throws the Refusal.
[[noreturn]] void refuse_version(Context& context, const std::string& required_version,
                                 const std::string& sha, const std::string& reason);

}  // namespace perfq::cli
