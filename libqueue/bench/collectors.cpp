#include "bench/collector_row.hpp"
#include "bench/collector_status.hpp"
#include "bench/lists.hpp"
#include "bench/pools.hpp"
#include "bench/quarantine.hpp"
#include "service/queue_impl.hpp"
#include "store/access.hpp"
#include "store/end.hpp"
#include "store/statements.hpp"
#include "store/workers.hpp"

#include <algorithm>

namespace perfq {

using bench::CollectorRow;
using store::Context;

namespace {

NewCollector completed(Context& context, const NewCollector& given) {
  NewCollector collector = given;
  if (collector.target.empty()) collector.target = bench::usual_target(context);
  std::sort(collector.sets.begin(), collector.sets.end());
  collector.sets.erase(std::unique(collector.sets.begin(), collector.sets.end()),
                       collector.sets.end());
  bench::require_valid(collector);
  if (collector.role && !collector.role->empty())
    store::require_role(context.database, *collector.role);
  return collector;
}

std::string sets_told(const std::vector<int>& sets) {
  return sets.empty() ? "all sets" : "sets " + bench::to_json(sets);
}

std::string role_told(const NewCollector& collector) {
  const std::string role = collector.role.value_or("");
  return role.empty() ? "no role" : "role " + role;
}

std::string difference(const NewCollector& there, const NewCollector& asked) {
  if (there.target != asked.target) return "target " + there.target + ", not " + asked.target;
  if (there.sets != asked.sets) return sets_told(there.sets) + ", not " + sets_told(asked.sets);
  if (there.slots != asked.slots)
    return "slots " + std::to_string(there.slots) + ", not " + std::to_string(asked.slots);
  if (there.labels != asked.labels)
    return "labels " + bench::to_json(there.labels) + ", not " + bench::to_json(asked.labels);
  if (there.role.value_or("") != asked.role.value_or(""))
    return role_told(there) + ", not " + role_told(asked);
  return {};
}

CollectorRow lock_known(Context& context, std::string_view id) {
  CollectorRow there = bench::lock_collector(context, std::string{id});
  if (!there.serves()) throw Error(ErrorKind::not_found, bench::unknown_collector(id));
  return there;
}

void set_known_state(Context& context, std::string_view id, std::string_view state) {
  lock_known(context, id);
  store::set_worker_state(context, id, state);
}

void hand_back(Context& context, const store::Rows& leases) {
  for (const store::Row& row : leases)
    store::release(context,
                   {.lease = {row.integer(0), row.text(1)}, .reason = "its collector was drained"});
}

}  // namespace

bool Fleet::add_collector(const NewCollector& given) {
  const bool added = queue_->impl().write(Repeat::safe, [&](Context& context) {
    const NewCollector collector = completed(context, given);
    CollectorRow there = bench::lock_collector(context, collector.id);
    if (!there.is_worker) {
      // Now there is a row to lock: of two calls at once the second one sees the first.
      store::set_worker_state(context, collector.id, "active");
      there = bench::lock_collector(context, collector.id);
    }
    const std::string differs = difference(there.data, collector);
    if (there.serves() && differs.empty()) return false;
    if (there.serves())
      throw Error(ErrorKind::conflict, "collector " + collector.id + " has " + differs +
                                           ": perfq collector set " + collector.id + " changes it");
    bench::require_free_sets(context, collector);
    bench::store_collector(context, there, collector);
    return true;
  });
  if (added) queue_->impl().work_arrived();
  return added;
}

void Fleet::change_collector(const NewCollector& given) {
  queue_->impl().write(Repeat::safe, [&](Context& context) {
    const CollectorRow there = lock_known(context, given.id);
    NewCollector changed = there.data;
    if (!given.target.empty()) changed.target = given.target;
    if (!given.sets.empty()) changed.sets = given.sets;
    if (given.slots != 0) changed.slots = given.slots;
    if (!given.labels.empty()) changed.labels = given.labels;
    if (given.role) changed.role = given.role;
    changed = completed(context, changed);
    bench::require_free_sets(context, changed);
    bench::store_collector(context, there, changed);
  });
  queue_->impl().work_arrived();
}

void Fleet::drain_collector(std::string_view id, bool now) {
  queue_->impl().write(Repeat::safe, [&](Context& context) {
    set_known_state(context, id, "draining");
    const std::string name{id};
    hand_back(context,
              now ? context.database.run(context.sql().leases_of_worker, {context.now(), name})
                  : context.database.run(context.sql().unbegun_leases_of_worker, {name}));
  });
  queue_->impl().work_arrived();
}

void Fleet::resume_collector(std::string_view id) {
  queue_->impl().write(Repeat::safe, [&](Context& context) {
    set_known_state(context, id, "active");
    bench::count_bad_artifacts_anew(context, std::string{id});
  });
  queue_->impl().work_arrived();
}

void Fleet::remove_collector(std::string_view id) {
  queue_->impl().write(Repeat::safe,
                       [&](Context& context) { set_known_state(context, id, "removed"); });
  queue_->impl().something_changed();
}

std::vector<Collector> Fleet::collectors() {
  return queue_->impl().read([](Context& context) { return bench::collectors(context, {}); });
}

std::optional<Collector> Fleet::collector(std::string_view id) {
  auto found = queue_->impl().read(
      [&](Context& context) { return bench::collectors(context, std::string{id}); });
  if (id.empty() || found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<std::string> Fleet::labelled(std::string_view key, std::string_view value) {
  std::vector<std::string> ids;
  for (const Collector& collector : collectors()) {
    const auto found = collector.labels.find(std::string{key});
    if (found != collector.labels.end() && found->second == value) ids.push_back(collector.id);
  }
  return ids;
}

}  // namespace perfq
