#include "bench/demand.hpp"

#include "core/text.hpp"
#include "service/queue_impl.hpp"
#include "store/job_row.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <algorithm>

namespace perfq {

namespace bench {

std::vector<Demand> list_demand(store::Context& context, const std::string& target) {
  std::vector<Demand> all;
  for (const store::Row& row : context.database.run(context.sql().list_demand,
                                                    {context.now(), store::text_or_null(target)}))
    all.push_back({.target = row.text(0),
                   .demand = row.integer(1),
                   .queued = row.integer(2),
                   .running = row.integer(3),
                   .unplaceable = row.integer(4),
                   .live_slots = row.integer(5),
                   .draining_slots = row.integer(6)});
  return all;
}

}  // namespace bench

Demand demand(Queue& queue, std::string_view target) {
  const std::string name{target};
  core::require_name("the target", name);
  const auto found =
      queue.impl().read([&](store::Context& context) { return bench::list_demand(context, name); });
  return found.empty() ? Demand{.target = name} : found.front();
}

std::vector<Demand> demands(Queue& queue) {
  return queue.impl().read([](store::Context& context) { return bench::list_demand(context, {}); });
}

std::int64_t desired_workers(const Demand& demand, const Scaling& scaling) {
  if (scaling.slots_per_worker < 1)
    throw Error(ErrorKind::invalid, "a worker without slots does no work");
  if (scaling.min < 0) throw Error(ErrorKind::invalid, "the least number of workers is negative");
  if (scaling.max && *scaling.max < scaling.min)
    throw Error(ErrorKind::invalid, "the greatest number of workers is below the least");
  const std::int64_t slots = scaling.slots_per_worker;
  const std::int64_t wanted = demand.demand / slots + (demand.demand % slots > 0 ? 1 : 0);
  return std::max(scaling.min, scaling.max ? std::min(wanted, *scaling.max) : wanted);
}

}  // namespace perfq
