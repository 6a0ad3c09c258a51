#include "bench/job_counts.hpp"

#include "store/job_row.hpp"
#include "store/statements.hpp"

namespace perfq::bench {

std::map<GroupId, std::vector<JobCount>> count_jobs(store::Context& context,
                                                    std::span<const GroupId> groups) {
  std::vector<store::Values> rows;
  for (const GroupId group : groups) rows.push_back({group});
  std::map<GroupId, std::vector<JobCount>> counts;
  if (rows.empty()) return counts;
  for (const store::Row& row :
       context.database.run_each(context.sql().request_job_counts, {}, rows))
    counts[row.integer(0)].push_back({row.text(1), row.text(2),
                                      parse_job_state(row.text(3)).value_or(JobState::queued),
                                      row.flag(4), row.text(5), static_cast<int>(row.integer(6)),
                                      static_cast<int>(row.integer(7)), store::maybe_time(row, 8)});
  return counts;
}

void add(JobCounts& counts, const JobCount& count) {
  int* const by_state[] = {&counts.queued, &counts.running, &counts.succeeded, &counts.failed,
                           &counts.cancelled};
  *by_state[static_cast<std::size_t>(count.state)] += count.jobs;
  counts.total += count.jobs;
  if (!count.required) return;
  counts.required += count.jobs;
  if (is_terminal(count.state)) counts.required_ended += count.jobs;
}

JobCounts sum(std::span<const JobCount> counts) {
  JobCounts all;
  for (const JobCount& count : counts) add(all, count);
  return all;
}

}  // namespace perfq::bench
