#include "bench/partial_ready.hpp"

#include "bench/collector_status.hpp"
#include "bench/note_event.hpp"
#include "bench/split.hpp"
#include "bench/suite_row.hpp"
#include "store/look.hpp"
#include "store/statements.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;

struct Candidate {
  Timestamp since{};
  std::string suite;
  int suite_version = 0;
  std::vector<std::pair<std::string, std::string>> lanes;  ///< target and set, of its open jobs
};

// Since when nobody alive serves a lane; nothing: somebody does.
std::optional<Timestamp> dead_since(std::span<const Collector> collectors,
                                    const std::pair<std::string, std::string>& lane) {
  Timestamp since{};
  for (const Collector& collector : collectors) {
    if (!serves(collector, lane.first, lane.second)) continue;
    if (is_live(collector)) return std::nullopt;
    since = std::max(since, collector.last_seen_at.value_or(Timestamp{}));
  }
  return since;
}

std::map<GroupId, Candidate> candidates(Context& context) {
  std::map<GroupId, Candidate> found;
  for (const Row& row : context.database.run(context.sql().unannounced_requests, {})) {
    Candidate& candidate = found[row.integer(0)];
    candidate.since = from_us(row.integer(1));
    candidate.suite = row.text(2);
    candidate.suite_version = static_cast<int>(row.integer(3));
    candidate.lanes.emplace_back(target_of(row.text(4)), row.text(5));
  }
  return found;
}

bool is_due(Shelf& shelf, const Candidate& candidate, std::span<const Collector> collectors,
            Timestamp now) {
  Timestamp since = candidate.since;
  for (const auto& lane : candidate.lanes) {
    const auto dead = dead_since(collectors, lane);
    if (!dead) return false;
    since = std::max(since, *dead);
  }
  const Suite* suite = shelf.suite_of(candidate.suite, candidate.suite_version);
  return now - since >= (suite != nullptr ? suite->report_after : Suite{}.report_after);
}

void announce(Context& context, GroupId group, const Candidate& candidate) {
  nlohmann::json missing = nlohmann::json::array();
  for (const auto& [target, set] : candidate.lanes)
    missing.push_back("set " + set + " of " + target);
  nlohmann::json done = nlohmann::json::object();
  for (const Row& row : context.database.run(context.sql().done_by_target, {group}))
    done[target_of(row.text(0))] = row.integer(1);
  const nlohmann::json data{{"jobs_done", done}, {"missing", missing}};
  if (context.database.run(context.sql().announce_partial, {context.now(), group}).empty()) return;
  note_event(context, {.type = "request.partial_ready", .group = group, .data = data.dump()});
}

}  // namespace

void announce_partial_results(Context& context) {
  const auto found = candidates(context);
  if (found.empty()) return;
  const auto all = collectors(context, {});
  const Timestamp now = store::now(context);
  Shelf shelf(context);
  for (const auto& [group, candidate] : found)
    if (is_due(shelf, candidate, all, now)) announce(context, group, candidate);
}

}  // namespace perfq::bench
