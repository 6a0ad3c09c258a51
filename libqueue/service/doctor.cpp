#include "service/databases.hpp"
#include "service/queue_impl.hpp"
#include "store/migrate.hpp"
#include "store/statements.hpp"

#include <perfq/doctor.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

namespace perfq {

namespace {

using store::Context;
using store::Statement;
using store::Statements;

constexpr std::int64_t lease_patience_us = 300'000'000;
constexpr std::int64_t queue_patience_us = 24LL * 3600 * 1'000'000;

/// A look for rows that must not be there.
struct Check {
  std::string_view name;
  Statement Statements::*statement;
  std::string_view what;         ///< before the ids found
  std::string_view remedy;       ///< after them
  std::int64_t patience_us = 0;  ///< bound as the second place, where the statement has one
};

constexpr std::array checks{
    Check{"one_lease_a_job", &Statements::doctor_shared_tokens,
          "jobs that share a token: ", "restore from a backup and report it"},
    Check{"attempts_within_limit", &Statements::doctor_overcharged_jobs,
          "jobs charged more attempts than they allow: ", "report it"},
    Check{"attempts_kept", &Statements::doctor_lost_attempts,
          "jobs whose attempts are not all on record: ", "somebody deleted rows by hand"},
    Check{"groups_finished", &Statements::doctor_unfinished_groups,
          "groups that should have finished: ", "report it"},
    Check{"groups_not_early", &Statements::doctor_early_groups,
          "groups that finished before their jobs: ", "report it"},
    Check{"leases_taken_over", &Statements::doctor_abandoned_leases,
          "jobs whose lease ran out over 5 minutes ago: ", "start a worker for their queue",
          lease_patience_us},
    Check{"jobs_claimed_in_time", &Statements::doctor_overdue_jobs,
          "jobs that have waited over a day: ", "start a worker for their queue, or cancel them",
          queue_patience_us},
};

Finding run(Context& context, const Check& check) {
  store::Values values;
  if (check.patience_us > 0) values = {context.now(), check.patience_us};
  const store::Rows rows = context.database.run(context.sql().*check.statement, values);
  Finding finding{
      .check = std::string{check.name}, .healthy = rows.empty(), .detail = "none found"};
  if (rows.empty()) return finding;
  finding.detail = check.what;
  for (std::size_t i = 0; i < rows.size(); ++i)
    finding.detail += (i > 0 ? ", " : "") + rows[i].text(0);
  finding.detail += rows.size() == 5 ? ", …: " : ": ";
  finding.detail += check.remedy;
  return finding;
}

std::set<std::string> indexes(store::Database& database) {
  std::set<std::string> names;
  for (const store::Row& row : database.run(database.statements().list_indexes, {}))
    names.insert(row.text(0));
  return names;
}

// Both databases have the same indexes by name, so a fresh SQLite one says what there should be.
Finding schema_drift(Context& context) {
  const auto fresh =
      service::choose_database("sqlite::memory:", Durability::normal, microseconds{0}).connect();
  store::migrate(*fresh);
  const std::set<std::string> wanted = indexes(*fresh);
  const std::set<std::string> there = indexes(context.database);
  std::set<std::string> missing;
  std::set_difference(wanted.begin(), wanted.end(), there.begin(), there.end(),
                      std::inserter(missing, missing.end()));
  Finding finding{.check = "schema_as_migrated",
                  .healthy = missing.empty(),
                  .detail = std::to_string(wanted.size()) + " indexes in place"};
  if (missing.empty()) return finding;
  finding.detail = "missing indexes: ";
  for (const std::string& name : missing) finding.detail += name + " ";
  finding.detail += "- create them anew from migrations/";
  return finding;
}

Finding oldest_transaction(Context& context) {
  Finding finding{.check = "oldest_transaction", .healthy = true, .detail = "none open"};
  const auto holder = context.database.oldest_transaction();
  if (!holder) return finding;
  finding.healthy = !holder->harmful;
  finding.detail = "open by " + holder->user + " (" + holder->program + ", pid " +
                   std::to_string(holder->pid) + ") for " +
                   format_duration(std::chrono::seconds{holder->since_s}) + " at most";
  if (holder->harmful) finding.detail += ": the database can't clean up behind it, end it";
  return finding;
}

}  // namespace

std::vector<Finding> examine(Queue& queue) {
  return queue.impl().read([](Context& context) {
    std::vector<Finding> findings;
    for (const Check& check : checks) findings.push_back(run(context, check));
    findings.push_back(schema_drift(context));
    findings.push_back(oldest_transaction(context));
    return findings;
  });
}

}  // namespace perfq
