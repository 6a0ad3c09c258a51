#include "postgres/array.hpp"
#include "postgres/database.hpp"
#include "store/job_row.hpp"
#include "store/statements.hpp"

namespace perfq::postgres {

using store::ClaimQuery;
using store::Row;
using store::Slot;
using store::Values;

namespace {

std::string array_of_slots(const ClaimQuery& query, std::string Slot::*field) {
  std::vector<std::string> texts;
  texts.reserve(query.slots.size());
  for (const Slot& slot : query.slots) texts.push_back(slot.*field);
  return array_of(texts);
}

Values values_of(const ClaimQuery& query) {
  constexpr std::size_t job = 0, token = 1, result = 7;
  return {store::integer_or_null(query.now_us),
          query.queue,
          array_of(query.affinities),
          array_of_slots(query, &Slot::worker),
          array_of_slots(query, &Slot::session),
          store::text_or_null(query.version),
          query.lease_us,
          static_cast<std::int64_t>(query.slots.size()),
          array_of_slots(query, &Slot::token),
          query.actor,
          store::integer_or_null(query.job),
          array_of(query.done, job),
          array_of(query.done, token),
          array_of(query.done, result),
          query.from ? query.from->lapsed_after_us : std::int64_t{0},
          query.from ? store::Value{query.from->priority} : store::null,
          query.from ? store::Value{query.from->rank} : store::null,
          query.from ? store::Value{query.from->run_at_us} : store::null,
          query.from ? store::Value{query.from->job} : store::null};
}

}  // namespace

store::ClaimRows PostgresDatabase::claim(const ClaimQuery& query) {
  constexpr std::size_t id = 0, token = store::job_column_count;
  constexpr std::size_t looked_us = token + 1, saw_lapsed = token + 2, waited = token + 3;
  store::ClaimRows answer;
  if (query.done.empty() && (query.slots.empty() || query.affinities.empty())) return answer;
  for (Row& row : run(statements().claim_jobs, values_of(query))) {
    if (row.is_null(looked_us)) {
      answer.done.push_back(row.only({id, token, waited}));
    } else {
      answer.looked = microseconds{row.integer(looked_us)};
      answer.saw_lapsed = row.flag(saw_lapsed);
      row.keep_first(token + 1);
      answer.leased.push_back(std::move(row));
    }
  }
  return answer;
}

std::optional<microseconds> PostgresDatabase::next_change(const ClaimQuery& query) {
  const Row row =
      run(statements().next_change,
          {store::integer_or_null(query.now_us), query.queue, array_of(query.affinities),
           query.slots.front().worker, store::integer_or_null(query.job)})
          .at(0);
  return row.is_null(0) ? microseconds::max() : microseconds{row.integer(0)};
}

}  // namespace perfq::postgres
