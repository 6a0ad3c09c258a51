#include "bench/store_requests.hpp"

#include "bench/lists.hpp"
#include "bench/make_jobs.hpp"
#include "bench/place.hpp"
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
  return {
      request.group.id,
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
      store::us_or_null(request.time_limit),
      std::int64_t{request.backfill_parent},
      store::text_or_null(request.suite),
      request.suite_version != 0 ? store::Value{std::int64_t{request.suite_version}} : store::null,
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

// A request was inserted with its suite, but for the code version.
void give_suites(Context& context, const Requests& inserted, const Requests& ready) {
  for (const RequestRow* request : inserted)
    if (!request->pinned_version.empty()) give_suite(context, *request);
  for (const RequestRow* request : ready)
    if (request->suite_version != 0) give_suite(context, *request);
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

}  // namespace

void store_plan(Context& context, Shelf& shelf, Plan& plan) {
  Requests created, adopted, waiting;
  for (PlannedRequest& planned : plan.requests) {
    if (planned.create) created.push_back(&planned.request);
    if (planned.adopt) adopted.push_back(&planned.request);
    if (planned.make_ready) waiting.push_back(&planned.request);
  }
  insert(context, created);
  adopt(context, adopted);
  Requests queued = make_ready(context, waiting);
  give_suites(context, created, queued);
  std::copy_if(
      created.begin(), created.end(), std::back_inserter(queued),
      [](const RequestRow* request) { return request->group.state == GroupState::queued; });
  Requests upsetting = queued;
  upsetting.insert(upsetting.end(), adopted.begin(), adopted.end());
  place_all(context, upsetting, queued);
  make_jobs(context, shelf, queued);
}

}  // namespace perfq::bench
