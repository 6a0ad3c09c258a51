#include "bench/store_requests.hpp"

#include "bench/lists.hpp"
#include "bench/place.hpp"
#include "bench/split.hpp"
#include "store/enqueue.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <set>

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;
using store::Rows;
using store::Values;
using Requests = std::vector<RequestRow*>;

void insert_groups(Context& context, const Requests& requests) {
  std::vector<Values> rows;
  for (const RequestRow* request : requests)
    rows.push_back({std::string{to_text(request->group.state)}});
  std::vector<GroupId> ids;
  for (const Row& row : context.database.run_each(context.sql().insert_request_groups,
                                                  {context.now(), context.actor}, rows))
    ids.push_back(row.integer(0));
  // Answered in no order, given out in the order of the call.
  std::sort(ids.begin(), ids.end());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    requests[i]->group.id = ids.at(i);
    requests[i]->rank = rank_of_arrival(ids[i]);
  }
}

Values row_of(const RequestRow& request) {
  return {request.group.id,
          request.sha,
          std::string{to_text(request.kind)},
          store::text_or_null(request.parent),
          store::integer_or_null(request.pr),
          request.date ? store::Value{to_us(*request.date)} : store::null,
          std::int64_t{request.priority},
          to_json(request.targets),
          to_json(request.backends),
          to_json(request.profiles),
          std::int64_t{request.max_attempts},
          request.time_limit.count(),
          request.rank};
}

void insert(Context& context, const Requests& requests) {
  if (requests.empty()) return;
  insert_groups(context, requests);
  std::vector<Values> rows;
  for (const RequestRow* request : requests) rows.push_back(row_of(*request));
  const Rows inserted = context.database.run_each(context.sql().insert_request, {}, rows);
  if (inserted.size() != requests.size())
    throw Error(ErrorKind::busy, "another call enqueues the same SHA: try again");
}

void adopt(Context& context, const Requests& requests) {
  std::vector<Values> rows;
  for (const RequestRow* request : requests) rows.push_back({request->group.id, request->parent});
  if (!rows.empty()) context.database.run_each(context.sql().give_parent, {}, rows);
}

// Those that are ready by this call: another one may have been faster.
Requests make_ready(Context& context, const Requests& requests) {
  std::vector<Values> rows;
  for (const RequestRow* request : requests) rows.push_back({request->group.id});
  if (rows.empty()) return {};
  std::set<GroupId> ready;
  for (const Row& row : context.database.run_each(context.sql().ready_requests,
                                                  {context.now(), context.actor}, rows))
    ready.insert(row.integer(0));
  Requests own;
  std::copy_if(requests.begin(), requests.end(), std::back_inserter(own),
               [&](const RequestRow* request) { return ready.contains(request->group.id); });
  return own;
}

// Before their jobs are made, which are where they belong then.
void place_all(Context& context, const Requests& upsetting, const Requests& without_jobs) {
  std::vector<GroupId> groups;
  for (const RequestRow* request : upsetting) groups.push_back(request->group.id);
  const std::map<GroupId, Member> moved = place_new(context, groups);
  for (RequestRow* request : without_jobs) {
    const auto found = moved.find(request->group.id);
    if (found == moved.end()) continue;
    request->lifted_priority = found->second.lifted_priority;
    request->rank = found->second.rank;
  }
}

void make_jobs(Context& context, const Requests& requests) {
  std::vector<NewJob> jobs;
  std::vector<Values> rows;
  for (const RequestRow* request : requests)
    for (const Part& part : split(*request)) {
      const BenchJob& bench = part.bench;
      jobs.push_back(part.job);
      rows.push_back({store::null, request->group.id, bench.sha, bench.kind, bench.target,
                      bench.backend, bench.profile, std::int64_t{bench.set},
                      to_json(bench.benchmarks)});
    }
  if (jobs.empty()) return;
  const std::vector<Enqueued> enqueued = store::enqueue(context, jobs);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i][0] = enqueued[i].job;
  context.database.run_each(context.sql().insert_bench_job, {}, rows);
}

}  // namespace

void store_plan(Context& context, Plan& plan) {
  Requests created, adopted, waiting;
  for (PlannedRequest& planned : plan.requests) {
    if (planned.create) created.push_back(&planned.request);
    if (planned.adopt) adopted.push_back(&planned.request);
    if (planned.make_ready) waiting.push_back(&planned.request);
  }
  insert(context, created);
  adopt(context, adopted);
  Requests queued = make_ready(context, waiting);
  std::copy_if(
      created.begin(), created.end(), std::back_inserter(queued),
      [](const RequestRow* request) { return request->group.state == GroupState::queued; });
  Requests upsetting = queued;
  upsetting.insert(upsetting.end(), adopted.begin(), adopted.end());
  place_all(context, upsetting, queued);
  make_jobs(context, queued);
}

}  // namespace perfq::bench
