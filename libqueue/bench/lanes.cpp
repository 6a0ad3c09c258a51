#include "bench/lanes.hpp"

#include "bench/collector_status.hpp"
#include "bench/split.hpp"
#include "store/statements.hpp"

#include <algorithm>

namespace perfq::bench {

QueueStatus queue_status(store::Context& context, std::span<const Collector> collectors,
                         Timestamp now) {
  QueueStatus queue;
  std::optional<std::int64_t> oldest_us;
  for (const store::Row& row : context.database.run(context.sql().lane_counts, {context.now()})) {
    const std::string target = target_of(row.text(0));
    const std::string set = row.text(1);
    const bool delayed = row.flag(2);
    const int jobs = static_cast<int>(row.integer(3));
    queue.queued += jobs;
    if (delayed) queue.delayed += jobs;
    if (!target.empty() &&
        std::none_of(collectors.begin(), collectors.end(),
                     [&](const Collector& known) { return serves(known, target, set); }))
      queue.unplaceable += jobs;
    if (!delayed) oldest_us = std::min(oldest_us.value_or(row.integer(4)), row.integer(4));
  }
  if (oldest_us) queue.oldest_queued_s = static_cast<double>(to_us(now) - *oldest_us) / 1e6;
  queue.running =
      static_cast<int>(context.database.run(context.sql().count_running, {}).front().integer(0));
  return queue;
}

}  // namespace perfq::bench
