#include "store/job_row.hpp"

#include <perfq/error.hpp>

namespace perfq::store {

namespace {

JobState state_from(const std::string& text) {
  const auto state = parse_job_state(text);
  if (!state) throw Error(ErrorKind::bug, "the database holds a job in the unknown state " + text);
  return *state;
}

int number(const Row& row, std::size_t column) {
  return static_cast<int>(row.integer(column));
}

}  // namespace

std::optional<Timestamp> maybe_time(const Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return from_us(row.integer(column));
}

Job job_from(const Row& row, std::size_t first) {
  std::size_t column = first;
  Job job;
  job.id = row.integer(column++);
  job.queue = row.text(column++);
  job.kind = row.text(column++);
  job.affinity = row.text(column++);
  job.state = state_from(row.text(column++));
  job.priority = number(row, column++);
  job.rank = row.integer(column++);
  job.run_at = from_us(row.integer(column++));
  job.unique_key = row.text(column++);
  job.group = row.integer(column++);
  job.required = row.flag(column++);
  job.max_attempts = number(row, column++);
  job.time_limit = microseconds{row.integer(column++)};
  job.backoff = microseconds{row.integer(column++)};
  job.charged = number(row, column++);
  job.releases = number(row, column++);
  job.leases = number(row, column++);
  job.worker = row.text(column++);
  job.session = row.text(column++);
  job.version = row.text(column++);
  job.claimed_at = maybe_time(row, column++);
  job.lease_expires_at = maybe_time(row, column++);
  job.cancel_requested = row.flag(column++);
  job.outcome = parse_outcome(row.text(column++));
  job.error = row.text(column++);
  job.created_at = from_us(row.integer(column++));
  job.started_at = maybe_time(row, column++);
  job.ended_at = maybe_time(row, column++);
  job.payload = row.text(column++);
  job.result = row.text(column++);
  return job;
}

}  // namespace perfq::store
