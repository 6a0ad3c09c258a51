#include "bench/split_anew.hpp"

#include "bench/make_jobs.hpp"
#include "bench/split.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

namespace perfq::bench {

namespace {

using store::Context;

bool lists_all_of(const RequestRow& request, const Suite& suite) {
  try {
    selection_of(request, &suite);
    return true;
  } catch (const Error&) {
    return false;
  }
}

// Its jobs are locked first, as whoever claims one of them locks it.
bool has_started(Context& context, GroupId group) {
  auto& database = context.database;
  database.run(context.sql().lock_request_jobs, {group});
  return database.run(context.sql().count_started_jobs, {group}).front().flag(0);
}

void split_one(Context& context, Shelf& shelf, RequestRow& request, const SuiteVersion& version) {
  auto& database = context.database;
  const GroupId group = request.group.id;
  database.run(context.sql().withdraw_jobs, {context.now(), group, context.actor});
  database.run(context.sql().forget_bench_jobs, {group, request.sha});
  request.suite = version.name;
  request.suite_version = version.version;
  request.pinned_version = version.code_version;
  give_suite(context, request);
  make_jobs(context, shelf, {&request});
}

}  // namespace

void split_anew(Context& context, LoadedSuite& loaded) {
  Shelf shelf(context);
  const SuiteRow* newest = shelf.find(loaded.version.name, loaded.version.version);
  for (const store::Row& row :
       context.database.run(context.sql().unstarted_requests, {loaded.version.name})) {
    auto request = find_request(context, row.text(0));
    if (!request || has_started(context, request->group.id)) continue;
    if (!lists_all_of(*request, newest->suite)) {
      loaded.kept.push_back(request->sha);
      continue;
    }
    split_one(context, shelf, *request, loaded.version);
    loaded.split_anew.push_back(request->sha);
  }
}

}  // namespace perfq::bench
