#pragma once

#include "terminal.hpp"

#include <perfq/doctor.hpp>
#include <perfq/event.hpp>
#include <perfq/fleet.hpp>

#include <string>
#include <vector>

/// What people read: texts that end in a line end, no wider than the terminal.
namespace perfq::cli {

/// A commit's first twelve digits; a tag as it is.
std::string short_sha(std::string_view sha);

/// `3m 05s`, as long as it is from `since` to `now`.
std::string age(Timestamp since, Timestamp now);

/// The benchmarks that a request lacks; empty where it has come to nothing at all.
std::string missing_of(const RequestStatus& request);

Colour colour_of(JobState state);
Colour colour_of(GroupState state);
Colour colour_of(CollectorState state);

std::string print_status(const Status& status, const Terminal& terminal);
std::string print_request(const RequestStatus& request, const std::vector<JobStatus>& jobs,
                          Timestamp now, const Terminal& terminal);
std::string print_job(const JobStatus& status, Timestamp now, const Terminal& terminal);
std::string print_jobs(const std::vector<Job>& jobs, const Terminal& terminal);
std::string print_collectors(const std::vector<Collector>& collectors, Timestamp now,
                             const Terminal& terminal);
std::string print_collector(const Collector& collector, Timestamp now, const Terminal& terminal);
std::string print_event(const Event& event, const std::string& sha, const Terminal& terminal);
std::string print_findings(const std::vector<Finding>& findings, const Terminal& terminal);

}  // namespace perfq::cli
