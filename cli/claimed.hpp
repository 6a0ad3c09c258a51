#pragma once

#include "context.hpp"

namespace perfq::cli {

/// Prints what a collector's claim brought, a line each, or throws the Refusal. What can't be
/// printed nobody can run: it is handed back at once.
Exit finish_claim(Context& context, const FleetAnswer& answer, const std::string& collector);
Exit finish_claim(Context& context, const ClaimAnswer& answer);

}  // namespace perfq::cli
