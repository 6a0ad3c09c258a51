#pragma once

#include "bench/collector_row.hpp"

namespace perfq::bench {

/// In a transaction, after a collector that was locked before called an artifact bad. Where that is
/// the third request in a row it is itself suspect: it is quarantined, and what it called bad is
/// put back. So is at once what a quarantined one calls bad.
void quarantine_suspect(store::Context& context, const CollectorRow& collector);

/// What it called bad before no longer counts against it.
void count_bad_artifacts_anew(store::Context& context, const std::string& collector);

}  // namespace perfq::bench
