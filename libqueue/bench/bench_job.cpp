#include "bench/bench_job.hpp"

#include "bench/lists.hpp"
#include "service/queue_impl.hpp"
#include "store/statements.hpp"

namespace perfq::bench {

namespace {

std::map<JobId, BenchJob> read(const store::Rows& rows) {
  std::map<JobId, BenchJob> jobs;
  for (const store::Row& row : rows) {
    BenchJob& job = jobs[row.integer(0)];
    job.sha = row.text(1);
    job.parent = row.text(2);
    job.request_kind = parse_request_kind(row.text(3)).value_or(RequestKind::master);
    job.kind = row.text(4);
    job.target = row.text(5);
    job.backend = row.text(6);
    job.profile = row.text(7);
    job.set = static_cast<int>(row.integer(8));
    job.moved_from = row.text(10);
    if (!row.is_null(11)) job.step_limit = microseconds{row.integer(11)};
    if (!row.is_null(9)) job.benchmarks = texts_from(row.text(9));
  }
  return jobs;
}

}  // namespace

std::map<JobId, BenchJob> describe(store::Context& context, std::span<const JobId> jobs) {
  std::vector<store::Values> rows;
  for (const JobId job : jobs) rows.push_back({job});
  if (rows.empty()) return {};
  return read(context.database.run_each(context.sql().describe_jobs, {}, rows));
}

std::map<JobId, BenchJob> bench_jobs_of(store::Context& context, GroupId request) {
  return read(context.database.run(context.sql().bench_jobs_of_request, {request}));
}

}  // namespace perfq::bench

namespace perfq {

std::optional<BenchJob> Fleet::describe(JobId job) {
  auto found = queue_->impl().read([&](store::Context& context) {
    return bench::describe(context, std::span{&job, 1});
  });
  if (found.empty()) return std::nullopt;
  return std::move(found.begin()->second);
}

}  // namespace perfq
