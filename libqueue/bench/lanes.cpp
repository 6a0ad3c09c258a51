#include "bench/lanes.hpp"

#include "bench/collector_status.hpp"
#include "bench/split.hpp"
#include "store/statements.hpp"

#include <algorithm>

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;

void count_queued(Context& context, Timestamp now, QueueStatus& queue) {
  std::optional<std::int64_t> oldest_us;
  for (const Row& row : context.database.run(context.sql().count_queued, {context.now()})) {
    const bool delayed = row.flag(0);
    const int jobs = static_cast<int>(row.integer(1));
    queue.queued += jobs;
    if (delayed) queue.delayed += jobs;
    if (!delayed && jobs > 0)
      oldest_us = std::min(oldest_us.value_or(row.integer(2)), row.integer(2));
  }
  if (oldest_us) queue.oldest_queued_s = static_cast<double>(to_us(now) - *oldest_us) / 1e6;
}

// Only the jobs of lanes that nobody serves are counted: there are few of them, if any.
int count_unplaceable(Context& context, std::span<const Collector> collectors) {
  const auto is_served = [&](const Row& row) {
    const std::string target = target_of(row.text(0));
    return std::any_of(collectors.begin(), collectors.end(), [&](const Collector& collector) {
      return serves(collector, target, row.text(1));
    });
  };
  std::int64_t jobs = 0;
  auto& database = context.database;
  for (const Row& row : database.run(context.sql().queued_lanes, {}))
    if (!is_served(row))
      jobs += database.run(context.sql().count_lane, {row.text(0), row.text(1)}).front().integer(0);
  for (const Row& row : database.run(context.sql().count_delayed_lanes, {}))
    if (!is_served(row)) jobs += row.integer(2);
  return static_cast<int>(jobs);
}

}  // namespace

QueueStatus queue_status(Context& context, std::span<const Collector> collectors, Timestamp now) {
  QueueStatus queue;
  count_queued(context, now, queue);
  queue.unplaceable = count_unplaceable(context, collectors);
  queue.running =
      static_cast<int>(context.database.run(context.sql().count_running, {}).front().integer(0));
  return queue;
}

}  // namespace perfq::bench
