#pragma once

#include "bench/request_row.hpp"

#include <span>
#include <vector>

namespace perfq::bench {

/// How requests stand: a few statements for all of them.
std::vector<RequestStatus> request_statuses(store::Context& context,
                                            std::span<const RequestRow> requests,
                                            std::span<const Collector> collectors, Timestamp now);

}  // namespace perfq::bench
