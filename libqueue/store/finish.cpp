#include "store/finish.hpp"

#include "core/text.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <tuple>

namespace perfq::store {

namespace {

Values row_of(const Finish& end) {
  const core::Decision& decision = end.decision;
  return {end.lease.job,
          token_of(end.lease),
          std::string{to_text(decision.state)},
          std::string{to_text(decision.outcome)},
          std::int64_t{decision.charge},
          std::int64_t{decision.released},
          text_or_null(end.error),
          text_or_null(end.result_json),
          decision.delay.count(),
          end.avoid.count(),
          std::int64_t{end.only_lapsed}};
}

}  // namespace

std::string token_of(const Lease& lease) {
  const bool storable = core::is_utf8(lease.token) && lease.token.find('\0') == std::string::npos;
  return storable ? lease.token : std::string{};
}

std::vector<Values> finish_rows(const std::vector<Finish>& ends) {
  std::vector<Values> rows;
  rows.reserve(ends.size());
  for (const Finish& end : ends) rows.push_back(row_of(end));
  const auto lease_of = [](const Values& row) { return std::tie(row[0], row[1]); };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const Values& a, const Values& b) { return lease_of(a) < lease_of(b); });
  // Of one lease that is given twice the first stands, as in two calls.
  rows.erase(
      std::unique(rows.begin(), rows.end(),
                  [&](const Values& a, const Values& b) { return lease_of(a) == lease_of(b); }),
      rows.end());
  return rows;
}

std::set<JobAndToken> ended_by(Context& context, const Rows& rows) {
  std::set<JobAndToken> ended;
  for (const Row& row : rows) {
    ended.emplace(row.integer(0), row.text(1));
    context.ended_waited_job = context.ended_waited_job || row.flag(2);
  }
  return ended;
}

std::set<JobAndToken> finish(Context& context, const std::vector<Finish>& ends) {
  return ended_by(
      context, context.database.run_each(context.sql().finish_job, {context.now(), context.actor},
                                         finish_rows(ends)));
}

}  // namespace perfq::store
