#pragma once

#include "json.hpp"

#include <perfq/event.hpp>
#include <perfq/fleet.hpp>
#include <perfq/migrate.hpp>

/// What `--json` prints, field by field as documented. What does not apply is null.
namespace perfq::cli {

Json claimed_json(const Claimed& claimed, const std::optional<BenchJob>& bench);
Json renewal_json(const Renewal& renewal);

Json job_json(const Job& job);
Json attempt_json(const Attempt& attempt);
Json step_json(const Step& step);
/// With what it is about, its attempts and steps.
Json job_status_json(const JobStatus& status);

Json enqueued_json(const EnqueuedRequest& request);
Json request_json(const RequestStatus& request, Timestamp now);
Json collector_json(const Collector& collector);
Json status_json(const Status& status);
Json result_json(const ResultRow& row);

Json event_json(const Event& event, const std::string& sha);
Json migration_json(const MigrationStatus& status);

}  // namespace perfq::cli
