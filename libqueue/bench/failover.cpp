#include "bench/failover.hpp"

#include "bench/collector_status.hpp"
#include "bench/note_event.hpp"
#include "store/look.hpp"
#include "store/statements.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace perfq::bench {

namespace {

using store::Context;

bool is_dead(const Collector& collector, Timestamp silent_since) {
  return collector.state == CollectorState::offline &&
         std::max(collector.last_seen_at.value_or(Timestamp{}), collector.added_at) <= silent_since;
}

// Of each set of dead collectors the one that was heard of last; none that somebody else serves.
std::map<int, const Collector*> orphaned_sets(std::span<const Collector> of_target,
                                              Timestamp silent_since) {
  std::map<int, const Collector*> orphaned;
  for (const Collector& dead : of_target) {
    if (!is_dead(dead, silent_since)) continue;
    for (const int set : dead.sets) {
      const bool served =
          std::any_of(of_target.begin(), of_target.end(), [&](const Collector& other) {
            return !is_dead(other, silent_since) &&
                   serves(other, other.target, std::to_string(set));
          });
      const Collector*& last = orphaned[set];
      if (served)
        orphaned.erase(set);
      else if (last == nullptr || last->last_seen_at < dead.last_seen_at)
        last = &dead;
    }
  }
  return orphaned;
}

}  // namespace

std::vector<TakenSet> taken_sets(Context& context, const NewCollector& collector) {
  const store::Rows limits = context.database.run(context.sql().failover_limit, {collector.target});
  if (limits.empty() || limits.front().is_null(0) || collector.sets.empty()) return {};
  std::vector<Collector> of_target = collectors(context, {});
  std::erase_if(of_target,
                [&](const Collector& other) { return other.target != collector.target; });
  std::vector<std::string> live;
  for (const Collector& other : of_target)
    if (is_live(other)) live.push_back(other.id);
  const auto own = std::find(live.begin(), live.end(), collector.id);
  if (own == live.end()) return {};
  const auto place = static_cast<std::size_t>(own - live.begin());

  const Timestamp silent_since = store::now(context) - microseconds{limits.front().integer(0)};
  std::vector<TakenSet> taken;
  std::size_t number = 0;
  for (const auto& [set, from] : orphaned_sets(of_target, silent_since))
    if (number++ % live.size() == place) taken.push_back({set, from->id});
  return taken;
}

void note_moved(Context& context, const std::string& collector, std::span<const TakenSet> taken,
                std::span<const ClaimedBench> claimed) {
  for (const ClaimedBench& job : claimed) {
    if (!job.bench) continue;
    const auto from = std::find_if(taken.begin(), taken.end(),
                                   [&](const TakenSet& set) { return set.set == job.bench->set; });
    if (from == taken.end()) continue;
    const nlohmann::json data{{"from", from->from}, {"to", collector}, {"set", from->set}};
    const JobId id = job.claimed.job.id;
    context.database.run(context.sql().move_job, {id, from->from});
    note_event(context, {.type = "job.moved",
                         .job = id,
                         .group = job.claimed.job.group,
                         .worker = collector,
                         .data = data.dump()});
  }
}

}  // namespace perfq::bench
