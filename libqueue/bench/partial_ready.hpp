#pragma once

#include "store/context.hpp"

namespace perfq::bench {

/// In a transaction: announces, once each, the partial results of requests whose open jobs all
/// belong to lanes without a live collector for as long as their suite says (`report_after`).
void announce_partial_results(store::Context& context);

}  // namespace perfq::bench
