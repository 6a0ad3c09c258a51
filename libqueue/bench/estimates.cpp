#include "bench/estimates.hpp"

#include "bench/collector_status.hpp"
#include "bench/durations.hpp"
#include "bench/split.hpp"
#include "store/look.hpp"
#include "store/statements.hpp"

#include <algorithm>

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;

// Weeks of a real lane; more would cost a look at the status what it is not worth.
constexpr std::int64_t most_jobs_of_a_lane = 500;

ExpectedJob expected_from(const Row& row, const std::string& target, const std::string& set,
                          Durations& durations) {
  ExpectedJob job;
  job.group = row.integer(0);
  job.required = row.flag(1);
  job.priority = static_cast<int>(row.integer(2));
  job.rank = row.integer(3);
  job.job = row.integer(4);
  job.duration = durations.of(row.text(5), target, set, row.text(6));
  return job;
}

/// What stands in the queue, and who works it off.
class Floor {
 public:
  Floor(Context& context, std::span<const Collector> collectors)
      : context_(context), durations_(context), now_(store::now(context)) {
    for (const Row& row : context.database.run(context.sql().queued_lanes, {}))
      add_lane(row.text(0), row.text(1));
    for (const Row& row : context.database.run(context.sql().delayed_bench_jobs, {}))
      add_delayed(row);
    for (const Collector& collector : collectors)
      if (is_live(collector)) add_slots(collector);
    add_running();
  }

  std::map<GroupId, ExpectedEnd> ends() && {
    work_off(lanes_, std::move(slots_), ends_);
    return std::move(ends_);
  }

 private:
  void add_lane(const std::string& queue, const std::string& set) {
    const std::string target = target_of(queue);
    ExpectedLane lane;
    for (const Row& row :
         context_.database.run(context_.sql().expected_jobs, {queue, set, most_jobs_of_a_lane}))
      lane.push_back(expected_from(row, target, set, durations_));
    places_.emplace_back(target, set);
    lanes_.push_back(std::move(lane));
  }

  // As if it were there to be claimed behind the others: it will be soon.
  void add_delayed(const Row& row) {
    const std::pair lane{row.text(7), row.text(8)};
    const auto found = std::find(places_.begin(), places_.end(), lane);
    const auto place = static_cast<std::size_t>(found - places_.begin());
    if (found == places_.end()) {
      places_.push_back(lane);
      lanes_.emplace_back();
    }
    lanes_[place].push_back(expected_from(row, lane.first, lane.second, durations_));
  }

  void add_slots(const Collector& collector) {
    Slot slot;
    slot.free_in = microseconds{0};
    for (std::size_t i = 0; i < places_.size(); ++i)
      if (serves(collector, places_[i].first, places_[i].second)) slot.lanes.push_back(i);
    for (int i = 0; i < collector.slots; ++i) {
      free_slots_[collector.id].push_back(slots_.size());
      slots_.push_back(slot);
    }
  }

  // Each takes a slot of its collector until it ends; one that is late may end at any moment.
  void add_running() {
    for (const Row& row : context_.database.run(context_.sql().running_bench_jobs, {})) {
      const auto live = free_slots_.find(row.text(0));
      if (live == free_slots_.end()) continue;
      std::optional<microseconds> left =
          durations_.of(row.text(3), row.text(4), row.text(5), row.text(6));
      if (left) left = std::max(*left - (now_ - from_us(row.integer(7))), microseconds{0});
      if (left && row.flag(2)) add_end(ends_, row.integer(1), *left);
      if (live->second.empty()) continue;
      slots_[live->second.back()].free_in = left;
      live->second.pop_back();
    }
  }

  Context& context_;
  Durations durations_;
  Timestamp now_;
  std::vector<std::pair<std::string, std::string>> places_;
  std::vector<ExpectedLane> lanes_;
  std::vector<Slot> slots_;
  std::map<std::string, std::vector<std::size_t>> free_slots_;  ///< of each live collector
  std::map<GroupId, ExpectedEnd> ends_;
};

}  // namespace

std::map<GroupId, ExpectedEnd> expected_ends(Context& context,
                                             std::span<const Collector> collectors) {
  return Floor(context, collectors).ends();
}

std::optional<Timestamp> eta_of(const std::map<GroupId, ExpectedEnd>& ends, GroupId group,
                                const JobCounts& jobs, Timestamp now) {
  const auto found = ends.find(group);
  if (found == ends.end() || found->second.jobs != jobs.required - jobs.required_ended)
    return std::nullopt;
  return now + found->second.in;
}

}  // namespace perfq::bench
