#include "sqlite/database.hpp"
#include "store/candidates.hpp"
#include "store/statements.hpp"

namespace perfq::sqlite {
namespace {

using store::Candidate;
using store::ClaimQuery;
using store::Row;
using store::Rows;

Candidate candidate(const Row& row, bool own) {
  return {.job = row.integer(0),
          .own = own,
          .priority = row.integer(1),
          .rank = row.integer(2),
          .run_at_us = row.integer(3)};
}

std::vector<Candidate> candidates(store::Database& database, const ClaimQuery& query) {
  const auto& statements = database.statements();
  const store::Value now = store::integer_or_null(query.now_us);
  const auto wanted = static_cast<std::int64_t>(query.slots.size());
  const bool any_lapsed = !database.run(statements.any_lapsed, {now}).empty();
  std::vector<Candidate> found;
  for (const std::string& affinity : query.affinities) {
    const store::Values values{now,      query.queue,
                               affinity, query.slots.front().worker,
                               wanted,   store::integer_or_null(query.job)};
    if (any_lapsed)
      for (const Row& row : database.run(statements.lapsed_jobs, values))
        found.push_back(candidate(row, row.flag(4)));
    for (const Row& row : database.run(statements.ready_jobs, values))
      found.push_back(candidate(row, false));
  }
  return store::best(std::move(found), query.slots.size());
}

}  // namespace

Rows SqliteDatabase::lease_best(const ClaimQuery& query) {
  if (query.slots.empty() || query.affinities.empty()) return {};
  const store::Slot& first = query.slots.front();
  if (!run(statements().worker_refused, {first.worker, first.token}).empty()) return {};
  std::vector<store::Values> leases;
  for (const Candidate& best : candidates(*this, query))
    leases.push_back({best.job, query.slots[leases.size()].token});
  if (leases.empty()) return {};
  return run_each(statements().lease_job,
                  {store::integer_or_null(query.now_us), first.worker, first.session,
                   store::text_or_null(query.version), query.lease_us, query.actor},
                  leases);
}

store::ClaimRows SqliteDatabase::claim_in_transaction(const ClaimQuery& query) {
  store::ClaimRows rows;
  rows.done = run_each(statements().finish_job, {store::integer_or_null(query.now_us), query.actor},
                       query.done);
  rows.leased = lease_best(query);
  return rows;
}

store::ClaimRows SqliteDatabase::claim(const ClaimQuery& query) {
  if (in_transaction()) return claim_in_transaction(query);
  store::Transaction transaction{*this};
  store::ClaimRows rows = claim_in_transaction(query);
  transaction.commit();
  return rows;
}

}  // namespace perfq::sqlite
