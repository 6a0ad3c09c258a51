#pragma once

#include "bench/request_row.hpp"
#include "bench/suite_row.hpp"

#include <vector>

namespace perfq::bench {

/// In a transaction: makes the jobs of requests that are queued, each by its suite's version, those
/// that are missing of its parent first where it asks for that. One without jobs finishes.
void make_jobs(store::Context& context, Shelf& shelf, const std::vector<RequestRow*>& requests);

/// In a transaction: writes the suite's version that it is split by, and the code version pinned.
void give_suite(store::Context& context, const RequestRow& request);

}  // namespace perfq::bench
