#include "bench/make_jobs.hpp"

#include "bench/split.hpp"
#include "store/enqueue.hpp"
#include "store/statements.hpp"

#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;
using store::Values;

// What makes two jobs about one artifact the same.
using Place = std::tuple<std::string, std::string, std::string, std::string, int>;

Place place_of(const BenchJob& bench) {
  return {bench.kind, bench.target, bench.backend, bench.profile, bench.set};
}

Values row_of(const RequestRow& request, const BenchJob& bench) {
  return {store::null,
          request.group.id,
          bench.sha,
          bench.kind,
          bench.target,
          bench.backend,
          bench.profile,
          std::int64_t{bench.set},
          store::text_or_null(request.suite),
          std::int64_t{request.suite_version}};
}

/// Plans the jobs of one call: what one of its requests makes another one doesn't lack.
class Maker {
 public:
  Maker(Context& context, Shelf& shelf) : context_(context), shelf_(shelf) {}

  std::vector<Part> own(const RequestRow& request) {
    std::vector<Part> parts = split(request, suite_of(request));
    for (const Part& part : parts) planned_[request.sha].insert(place_of(part.bench));
    return parts;
  }

  // They are the child's: its selection, its limits, its group.
  std::vector<Part> missing_of_parent(const RequestRow& child) {
    if (!child.backfill_parent || child.parent.empty()) return {};
    RequestRow parent = child;
    parent.sha = child.parent;
    if (const auto known = find_request(context_, child.parent)) {
      if (known->group.state == GroupState::waiting) return {};
      parent.kind = known->kind;
    }
    std::vector<Part> parts = split(parent, suite_of(child));
    add_stored(parent.sha);
    std::set<Place>& there = planned_[parent.sha];
    std::erase_if(parts,
                  [&](const Part& part) { return !there.insert(place_of(part.bench)).second; });
    return parts;
  }

 private:
  const Suite* suite_of(const RequestRow& request) {
    return shelf_.suite_of(request.suite, request.suite_version);
  }

  void add_stored(const std::string& sha) {
    for (const Row& row : context_.database.run(context_.sql().jobs_about, {sha}))
      planned_[sha].emplace(row.text(0), row.text(1), row.text(2), row.text(3),
                            static_cast<int>(row.integer(4)));
  }

  Context& context_;
  Shelf& shelf_;
  std::map<std::string, std::set<Place>> planned_;
};

void finish_empty(Context& context, RequestRow& request) {
  context.database.run(context.sql().finish_empty_group,
                       {context.now(), request.group.id, context.actor});
  request.group.state = GroupState::finished;
}

}  // namespace

void make_jobs(Context& context, Shelf& shelf, const std::vector<RequestRow*>& requests) {
  Maker maker(context, shelf);
  std::vector<std::vector<Part>> own;
  for (const RequestRow* request : requests) own.push_back(maker.own(*request));
  std::vector<NewJob> jobs;
  std::vector<Values> rows;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    std::vector<Part> parts = maker.missing_of_parent(*requests[i]);
    std::move(own[i].begin(), own[i].end(), std::back_inserter(parts));
    if (parts.empty()) finish_empty(context, *requests[i]);
    for (const Part& part : parts) {
      jobs.push_back(part.job);
      rows.push_back(row_of(*requests[i], part.bench));
    }
  }
  if (jobs.empty()) return;
  const std::vector<Enqueued> enqueued = store::enqueue(context, jobs);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i][0] = enqueued[i].job;
  context.database.run_each(context.sql().insert_bench_job, {}, rows);
}

void give_suite(Context& context, const RequestRow& request) {
  context.database.run(context.sql().give_suite, {context.now(), request.group.id, request.suite,
                                                  std::int64_t{request.suite_version},
                                                  store::text_or_null(request.pinned_version)});
}

}  // namespace perfq::bench
