#include "bench/collector_status.hpp"

#include "bench/collector_row.hpp"
#include "bench/lists.hpp"
#include "store/job_row.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <map>

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;

constexpr microseconds offline_after = std::chrono::seconds{180};

RunningJob running_from(const Row& row) {
  RunningJob job;
  job.job = row.integer(1);
  job.sha = row.text(2);
  job.set = static_cast<int>(row.integer(3));
  job.backend = row.text(4);
  job.profile = row.text(5);
  job.attempt = static_cast<int>(row.integer(6));
  job.started_at = store::maybe_time(row, 7);
  job.step = row.text(9);
  job.steps_done = static_cast<int>(row.integer(10));
  const int reported = static_cast<int>(row.integer(11));
  const int known = row.is_null(12) ? 0 : static_cast<int>(texts_from(row.text(12)).size());
  job.steps_total = std::max(reported, known);
  return job;
}

struct Held {
  std::vector<RunningJob> jobs;
  std::string session;
  bool live = false;  ///< it holds a lease that lasts, so that it needs not be heard of
};

std::map<std::string, Held> held(Context& context, const std::string& id) {
  std::map<std::string, Held> by_collector;
  for (const Row& row : context.database.run(context.sql().collector_jobs,
                                             {context.now(), store::text_or_null(id)})) {
    Held& mine = by_collector[row.text(0)];
    mine.live = mine.live || row.flag(13);
    mine.jobs.push_back(running_from(row));
    mine.session = row.text(8);
  }
  return by_collector;
}

// Registered counts as heard of: it has as long to come up as it may be silent later.
CollectorState state_of(const Collector& collector, const std::string& worker_state,
                        microseconds silence, bool holds_live_lease) {
  if (worker_state == "quarantined") return CollectorState::quarantined;
  if (worker_state != "active")
    return collector.running.empty() ? CollectorState::drained : CollectorState::draining;
  if (silence > offline_after && !holds_live_lease) return CollectorState::offline;
  return collector.running.empty() ? CollectorState::idle : CollectorState::busy;
}

Collector collector_from(const Row& row, Held mine) {
  Collector collector;
  collector.id = row.text(0);
  collector.target = row.text(1);
  collector.sets = sets_from(row, 2);
  collector.slots = static_cast<int>(row.integer(3));
  collector.labels = labels_from(row.text(4));
  collector.added_at = from_us(row.integer(5));
  collector.done = row.integer(6);
  collector.failed = row.integer(7);
  if (collector.done > 0)
    collector.average_job_s =
        static_cast<double>(row.integer(8)) / 1e6 / static_cast<double>(collector.done);
  collector.version = row.text(11);
  collector.role = row.text(15);
  collector.session = row.is_null(12) ? mine.session : row.text(12);
  const std::int64_t seen_us = std::max(row.integer(10), row.integer(13));
  if (seen_us > 0) collector.last_seen_at = from_us(seen_us);
  collector.running = std::move(mine.jobs);
  const std::int64_t heard_us = std::max(seen_us, row.integer(5));
  collector.state =
      state_of(collector, row.text(9), microseconds{row.integer(14) - heard_us}, mine.live);
  return collector;
}

}  // namespace

std::vector<Collector> collectors(Context& context, const std::string& id) {
  auto by_collector = held(context, id);
  std::vector<Collector> all;
  for (const Row& row : context.database.run(context.sql().list_collectors,
                                             {context.now(), store::text_or_null(id)}))
    all.push_back(collector_from(row, std::move(by_collector[row.text(0)])));
  return all;
}

bool serves(const Collector& collector, const std::string& target, const std::string& set) {
  if (collector.target != target) return false;
  return collector.sets.empty() || std::any_of(collector.sets.begin(), collector.sets.end(),
                                               [&](int own) { return std::to_string(own) == set; });
}

bool is_live(const Collector& collector) {
  return collector.state == CollectorState::idle || collector.state == CollectorState::busy;
}

}  // namespace perfq::bench
