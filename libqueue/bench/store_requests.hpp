#pragma once

#include "bench/plan.hpp"
#include "bench/suite_row.hpp"

namespace perfq::bench {

/// In a transaction. Writes a plan, and the jobs of every request that becomes queued; their groups
/// get their ids. `Error{busy}`, to be tried again: another call was faster with one of the SHAs.
void store_plan(store::Context& context, Shelf& shelf, Plan& plan);

}  // namespace perfq::bench
