#include "bench/collector_row.hpp"

#include "bench/lists.hpp"
#include "bench/split.hpp"
#include "core/text.hpp"
#include "store/job_row.hpp"
#include "store/statements.hpp"
#include "store/workers.hpp"

#include <algorithm>

namespace perfq::bench {

using store::Context;
using store::Row;
using store::Rows;

std::vector<int> sets_from(const Row& row, std::size_t column) {
  return row.is_null(column) ? std::vector<int>{} : numbers_from(row.text(column));
}

CollectorRow lock_collector(Context& context, const std::string& id) {
  CollectorRow there;
  there.data.id = id;
  const Rows rows = context.database.run(context.sql().lock_collector, {id});
  if (rows.empty()) return there;
  const Row& row = rows.front();
  there.is_worker = true;
  there.worker_state = row.text(0);
  there.reason = row.text(5);
  there.quarantined_until = store::maybe_time(row, 6);
  there.data.role = row.text(7);
  if (row.is_null(1)) return there;
  there.is_collector = true;
  there.data.target = row.text(1);
  there.data.sets = sets_from(row, 2);
  there.data.slots = static_cast<int>(row.integer(3));
  there.data.labels = labels_from(row.text(4));
  return there;
}

void require_valid(const NewCollector& collector) {
  core::require_name("the collector", collector.id);
  core::require_name("the target", collector.target);
  core::require_name("the queue of the target", queue_of(collector.target));
  if (collector.slots < 1 || collector.slots > 10'000)
    throw Error(ErrorKind::invalid, "the slots are not from 1 to 10000");
  if (std::any_of(collector.sets.begin(), collector.sets.end(), [](int set) { return set < 0; }))
    throw Error(ErrorKind::invalid, "a set is negative: sets count from 0");
  for (const auto& [key, value] : collector.labels) {
    core::require_name("a label", key);
    core::require_text("a label's value", value, core::name_limit_bytes);
  }
}

void store_collector(Context& context, const CollectorRow& there, const NewCollector& collector) {
  if (!there.is_worker || there.worker_state == "removed")
    store::set_worker_state(context, collector.id, "active");
  const store::Value sets =
      collector.sets.empty() ? store::null : store::Value{to_json(collector.sets)};
  context.database.run(context.sql().store_collector,
                       {context.now(), collector.id, collector.target, sets,
                        std::int64_t{collector.slots}, to_json(collector.labels)});
  const std::string role = collector.role.value_or("");
  if (role != there.data.role.value_or(""))
    context.database.run(context.sql().bind_worker, {collector.id, store::text_or_null(role)});
}

std::string unknown_collector(std::string_view id) {
  const std::string told = core::told(id);
  return "no collector '" + told + "' is registered: perfq collector add " + told;
}

}  // namespace perfq::bench
