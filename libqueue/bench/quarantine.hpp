#pragma once

#include "bench/collector_row.hpp"

namespace perfq::bench {

/// In a transaction, for a collector that is locked and may call an artifact of that request bad:
/// locks the request's jobs, and those that would be put back, in one order everywhere.
void lock_judged_jobs(store::Context& context, const std::string& collector, GroupId request);

/// In the same transaction, after a collector called an artifact bad. Where that is
/// the third request in a row it is itself suspect: it is quarantined, and what it called bad is
/// put back. So is at once what a quarantined one calls bad.
void quarantine_suspect(store::Context& context, const CollectorRow& collector);

/// What it called bad before no longer counts against it.
void count_bad_artifacts_anew(store::Context& context, const std::string& collector);

}  // namespace perfq::bench
