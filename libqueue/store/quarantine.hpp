#pragma once

#include "store/context.hpp"

#include <perfq/lease.hpp>

#include <optional>
#include <string>

namespace perfq::store {

/// It claims nothing until it is resumed, or for so long and then one job as a probe. A removed
/// worker stays removed. The reason is in the event.
void quarantine_worker(Context& context, const std::string& worker, const std::string& reason,
                       std::optional<microseconds> length = {});

/// In a transaction, before a running job's failure is written: five in a row that come within 5 s
/// of their claims, of two groups at least, quarantine the worker for 10 minutes. So does the
/// failure of its probe.
void judge_failure(Context& context, const Failure& failure);

/// Whether the worker's quarantine is over and no probe of it runs.
bool probe_is_due(Context& context, const std::string& worker);

/// In a transaction: lets the worker claim one job, by that token. False where no probe is due.
bool start_probe(Context& context, const std::string& worker, const std::string& token);

}  // namespace perfq::store
