#include "bench/collector_status.hpp"
#include "bench/demand.hpp"
#include "bench/lanes.hpp"
#include "service/queue_impl.hpp"
#include "store/look.hpp"
#include "store/statements.hpp"

#include <perfq/metrics.hpp>

#include <array>

namespace perfq {

namespace {

using store::Context;
using store::Row;

constexpr std::array all_job_states{JobState::queued, JobState::running, JobState::succeeded,
                                    JobState::failed, JobState::cancelled};
constexpr std::array all_group_states{GroupState::waiting, GroupState::queued,
                                      GroupState::running, GroupState::finished,
                                      GroupState::failed,  GroupState::cancelled};
constexpr std::array all_collector_states{CollectorState::idle,    CollectorState::busy,
                                          CollectorState::offline, CollectorState::draining,
                                          CollectorState::drained, CollectorState::quarantined};

void add_jobs(Context& context, Metrics& metrics) {
  const QueueStatus queue = bench::queue_status(context, metrics.by_collector, store::now(context));
  for (const JobState state : all_job_states) metrics.jobs[state] = 0;
  for (const Row& row : context.database.run(context.sql().count_ended_jobs, {}))
    if (const auto state = parse_job_state(row.text(0))) metrics.jobs[*state] = row.integer(1);
  metrics.jobs[JobState::queued] = queue.queued;
  metrics.jobs[JobState::running] = queue.running;
  metrics.delayed = queue.delayed;
  metrics.oldest_queued_s = queue.oldest_queued_s;
  metrics.expired_leases =
      context.database.run(context.sql().count_expired_leases, {context.now()}).front().integer(0);
}

void add_requests(Context& context, Metrics& metrics) {
  for (const GroupState state : all_group_states) metrics.requests[state] = 0;
  for (const Row& row : context.database.run(context.sql().count_requests, {}))
    if (const auto state = parse_group_state(row.text(0)))
      metrics.requests[*state] = row.integer(1);
}

void add_collectors(Context& context, Metrics& metrics) {
  metrics.by_collector = bench::collectors(context, {});
  for (const CollectorState state : all_collector_states) metrics.collectors[state] = 0;
  for (const Collector& collector : metrics.by_collector) ++metrics.collectors[collector.state];
}

}  // namespace

Metrics metrics(Queue& queue) {
  return queue.impl().read([](Context& context) {
    Metrics metrics;
    add_collectors(context, metrics);
    add_jobs(context, metrics);
    add_requests(context, metrics);
    metrics.targets = bench::list_demand(context, {});
    return metrics;
  });
}

}  // namespace perfq
