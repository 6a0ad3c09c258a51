#include "store/quarantine.hpp"

#include "core/text.hpp"
#include "store/statements.hpp"

namespace perfq::store {

namespace {

constexpr std::int64_t most_failures_in_a_row = 5;
constexpr microseconds quarantine_length = std::chrono::minutes{10};
constexpr std::size_t longest_told_bytes = 200;

std::string told(const std::string& error) {
  return core::clean(error.substr(0, error.find('\n')), longest_told_bytes);
}

std::string why_suspect(std::int64_t failures, const Failure& failure) {
  return "it failed " + std::to_string(failures) +
         " jobs in a row, each within 5 s of its claim, the last one with: " + told(failure.error);
}

std::string why_again(const Failure& failure) {
  return "its probe, job " + std::to_string(failure.lease.job) +
         ", failed within 5 s of its claim: " + told(failure.error);
}

std::optional<std::string> last_probe(Context& context, const std::string& worker) {
  const Rows due = context.database.run(context.sql().due_probe, {context.now(), worker});
  if (due.empty()) return std::nullopt;
  return due.front().text(0);
}

}  // namespace

void quarantine_worker(Context& context, const std::string& worker, const std::string& reason,
                       std::optional<microseconds> length) {
  context.database.run(context.sql().quarantine_worker,
                       {context.now(), worker, reason, context.actor, us_or_null(length)});
}

void judge_failure(Context& context, const Failure& failure) {
  const Values of_job{context.now(), failure.lease.job, context.actor};
  Rows counted;
  // One that ran into its time limit says nothing of its worker, but that it ran.
  if (!failure.timed_out) counted = context.database.run(context.sql().count_fast_failure, of_job);
  if (counted.empty()) {
    context.database.run(context.sql().forget_fast_failures, of_job);
    return;
  }
  const Row& row = counted.front();
  const std::string worker = row.text(0);
  const std::int64_t failures = row.integer(2);
  if (row.text(1) == "quarantined" && row.text(4) == failure.lease.token)
    quarantine_worker(context, worker, why_again(failure), quarantine_length);
  if (row.text(1) == "active" && failures >= most_failures_in_a_row && row.flag(3))
    quarantine_worker(context, worker, why_suspect(failures, failure), quarantine_length);
}

bool probe_is_due(Context& context, const std::string& worker) {
  return last_probe(context, worker).has_value();
}

bool start_probe(Context& context, const std::string& worker, const std::string& token) {
  const auto last = last_probe(context, worker);
  return last && !context.database.run(context.sql().start_probe, {worker, *last, token}).empty();
}

}  // namespace perfq::store
