#include "store/event_row.hpp"

#include "core/text.hpp"
#include "store/job_row.hpp"

#include <nlohmann/json.hpp>

namespace perfq::store {
namespace {

using nlohmann::ordered_json;

enum Column : std::size_t {
  cursor,
  at,
  type,
  job,
  group,
  worker,
  actor,
  lease,
  attempt,
  session,
  charged,
  outcome,
  reason,
  data
};

constexpr std::size_t told_reason_bytes = 500;

ordered_json text_at(const Row& row, Column column) {
  return row.is_null(column) ? ordered_json{} : ordered_json(row.text(column));
}

ordered_json reason_of(const Row& row) {
  if (row.is_null(reason)) return {};
  return core::clean(row.text(reason), told_reason_bytes);
}

/// Of a job that row security hides, or that has just been pruned, only the lease can be told.
ordered_json data_of_attempt(const Row& row, bool claimed) {
  ordered_json told{{"lease", row.integer(lease)}};
  if (row.is_null(attempt)) return told;
  told["attempt"] = row.integer(attempt);
  told["session"] = text_at(row, session);
  if (claimed) return told;
  told["charged"] = row.flag(charged);
  told["outcome"] = text_at(row, outcome);
  told["error"] = reason_of(row);
  return told;
}

ordered_json data_of(const Row& row, const std::string& type_name) {
  if (!row.is_null(lease)) return data_of_attempt(row, type_name == "job.claimed");
  if (row.is_null(outcome) && row.is_null(reason)) return ordered_json::object();
  if (row.is_null(job)) return {{"reason", reason_of(row)}};
  return {{"outcome", text_at(row, outcome)}, {"error", reason_of(row)}};
}

}  // namespace

Event event_from(const Row& row) {
  Event event;
  event.cursor = row.integer(cursor);
  event.at = from_us(row.integer(at));
  event.type = row.text(type);
  event.job = row.integer(job);
  event.group = row.integer(group);
  event.worker = row.text(worker);
  event.actor = row.text(actor);
  event.data = row.is_null(data) ? data_of(row, event.type).dump() : row.text(data);
  return event;
}

}  // namespace perfq::store
