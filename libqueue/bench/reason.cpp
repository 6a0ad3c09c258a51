#include "bench/reason.hpp"

#include "bench/collector_status.hpp"
#include "bench/lists.hpp"
#include "bench/split.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace perfq::bench {

namespace {

std::string counted(int number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

// Equals that stand before it: who came before its parent does too.
std::string who_came_first(const RequestStatus& request, const Position& position) {
  return position.behind_parent ? " that go first, as its parent " + request.parent + " does"
                                : " that came first";
}

std::string standing(const RequestStatus& request, const Position& position) {
  if (position.place == 1) return "next";
  const int before = position.place - 1;
  const std::string text = "behind " + counted(before, "request");
  const int equals = before - position.higher;
  if (equals == 0) return text + " of a higher priority";
  const std::string first = who_came_first(request, position);
  if (position.higher == 0) return text + " of the same priority" + first;
  return text + ": " + std::to_string(position.higher) + " of a higher priority, " +
         std::to_string(equals) + " of the same" + first;
}

std::string queued_reason(const RequestStatus& request, std::optional<Position> position) {
  if (!position) return "queued";
  std::string text = standing(request, *position);
  if (position->lifted_priority == request.priority) return text;
  return text + "; lifted to priority " + std::to_string(position->lifted_priority) +
         ", that of a child";
}

std::string backing_off(std::span<const JobCount> counts) {
  int jobs = 0;
  std::optional<Timestamp> next_at;
  for (const JobCount& count : counts) {
    jobs += count.delayed;
    if (count.next_due_at)
      next_at = std::min(next_at.value_or(*count.next_due_at), *count.next_due_at);
  }
  if (jobs == 0 || !next_at) return {};
  constexpr std::size_t to_the_second = 19;
  return "; " + counted(jobs, "job") + " to be tried again, the first at " +
         format_time(*next_at).substr(0, to_the_second) + "Z";
}

std::string running_reason(const RequestStatus& request, std::span<const JobCount> counts) {
  std::vector<std::string> workers;
  for (const JobCount& count : counts)
    if (count.state == JobState::running) workers.push_back(count.worker);
  std::sort(workers.begin(), workers.end());
  workers = without_repeats(workers);
  const std::string where =
      workers.empty() ? "started, none of its jobs is running now" : "running on " + join(workers);
  const JobCounts& jobs = request.jobs;
  return where + "; " + std::to_string(jobs.total - jobs.queued - jobs.running) + " of " +
         counted(jobs.total, "job") + " ended" + backing_off(counts);
}

std::string ended_reason(const RequestStatus& request) {
  if (request.group.state == GroupState::cancelled) return "cancelled";
  if (request.group.state == GroupState::failed)
    return request.jobs.failed > 0 ? "every required job failed" : "all its jobs were cancelled";
  if (request.group.outcome != GroupOutcome::partial) return "complete";
  const int lost = request.jobs.failed + request.jobs.cancelled;
  if (lost == 0)
    return "partial: " + counted(static_cast<int>(request.missing.size()), "benchmark") +
           " had no success";
  return "partial: " + std::to_string(lost) + " of " + counted(request.jobs.total, "job") +
         " did not succeed";
}

// Queued, or left behind by a collector that is no longer heard of.
bool waits_for_a_collector(const JobCount& count, std::span<const Collector> collectors) {
  if (count.state == JobState::queued) return true;
  return count.state == JobState::running &&
         std::any_of(collectors.begin(), collectors.end(), [&](const Collector& collector) {
           return collector.id == count.worker && collector.state == CollectorState::offline;
         });
}

// What a lane lacks to go on; empty: nothing. Who told no version may have any.
std::string lacking(const RequestStatus& request, const std::string& target, const std::string& set,
                    std::span<const Collector> collectors) {
  std::string lack = "no live collector";
  for (const Collector& collector : collectors) {
    if (!is_live(collector) || !serves(collector, target, set)) continue;
    const std::string& pinned = request.pinned_version;
    if (pinned.empty() || collector.version.empty() || collector.version == pinned) return {};
    lack = "no live collector with code version " + pinned;
  }
  return lack;
}

}  // namespace

std::string reason(const RequestStatus& request, std::span<const JobCount> counts,
                   std::optional<Position> position) {
  switch (request.group.state) {
    case GroupState::waiting:
      return "waits for its artifact: enqueue it again without --waiting once that is there";
    case GroupState::queued:
      return queued_reason(request, position);
    case GroupState::running:
      return running_reason(request, counts);
    default:
      return ended_reason(request);
  }
}

std::optional<std::string> problem(const RequestStatus& request, std::span<const JobCount> counts,
                                   std::span<const Collector> collectors) {
  if (is_terminal(request.group.state)) return std::nullopt;
  std::map<std::string, std::set<std::string>> lanes;
  for (const JobCount& count : counts) {
    const std::string target = target_of(count.queue);
    if (target.empty() || !waits_for_a_collector(count, collectors)) continue;
    const std::string lack = lacking(request, target, count.affinity, collectors);
    if (!lack.empty()) lanes[lack].insert("set " + count.affinity + " of " + target);
  }
  if (lanes.empty()) return std::nullopt;
  std::string text;
  for (const auto& [lack, sets] : lanes)
    text += (text.empty() ? "" : "; ") + lack + " for " + join({sets.begin(), sets.end()});
  return text;
}

}  // namespace perfq::bench
