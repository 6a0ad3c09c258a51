#include "store/look.hpp"

#include "store/job_row.hpp"
#include "store/statements.hpp"

namespace perfq::store {

namespace {

Attempt running_attempt(const Job& job) {
  Attempt attempt;
  attempt.job = job.id;
  attempt.lease = job.leases;
  attempt.attempt = job.charged + 1;
  attempt.worker = job.worker;
  attempt.session = job.session;
  attempt.version = job.version;
  attempt.started_at = job.claimed_at.value_or(Timestamp{});
  return attempt;
}

}  // namespace

Attempt attempt_from(const Row& row) {
  Attempt attempt;
  attempt.job = row.integer(0);
  attempt.lease = static_cast<int>(row.integer(1));
  attempt.attempt = static_cast<int>(row.integer(2));
  attempt.charged = row.flag(3);
  attempt.worker = row.text(4);
  attempt.session = row.text(5);
  attempt.version = row.text(6);
  attempt.outcome = parse_outcome(row.text(7));
  attempt.error = row.text(8);
  attempt.started_at = from_us(row.integer(9));
  attempt.ended_at = maybe_time(row, 10);
  return attempt;
}

void add_running_attempt(const Job& job, std::vector<Attempt>& attempts) {
  // Where it ended between the two looks its attempt stands in both.
  const bool told = !attempts.empty() && attempts.back().lease >= job.leases;
  if (job.state == JobState::running && !told) attempts.push_back(running_attempt(job));
}

std::optional<Job> find(Context& context, JobId job) {
  const Rows rows = context.database.run(context.sql().find_job, {job});
  if (rows.empty()) return std::nullopt;
  return job_from(rows.front());
}

std::vector<Attempt> attempts(Context& context, JobId job) {
  std::vector<Attempt> found;
  const auto now = find(context, job);
  for (const Row& row : context.database.run(context.sql().list_attempts, {job}))
    found.push_back(attempt_from(row));
  if (now) add_running_attempt(*now, found);
  return found;
}

std::optional<std::string> output(Context& context, JobId job, int lease) {
  const Rows rows = context.database.run(context.sql().find_output, {job, std::int64_t{lease}});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

std::vector<Job> list(Context& context, const Queue::JobFilter& filter) {
  std::vector<Job> jobs;
  const Value state = filter.state ? Value{std::string{to_text(*filter.state)}} : null;
  for (const Row& row :
       context.database.run(context.sql().list_jobs,
                            {text_or_null(filter.queue), state, std::int64_t{filter.limit}}))
    jobs.push_back(job_from(row));
  return jobs;
}

Timestamp now(Context& context) {
  return from_us(context.database.run(context.sql().clock, {context.now()}).front().integer(0));
}

}  // namespace perfq::store
