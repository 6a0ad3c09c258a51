#include "bench/pin.hpp"

#include "bench/note_event.hpp"
#include "bench/request_row.hpp"
#include "bench/suite_row.hpp"
#include "store/statements.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace perfq::bench {

using store::Context;
using store::Row;
using store::Rows;

namespace {

microseconds repin_after(Context& context, const Pin& pin) {
  Shelf shelf(context);
  const auto request = find_request(context, pin.sha);
  const Suite* suite = request ? shelf.suite_of(request->suite, request->suite_version) : nullptr;
  return suite != nullptr ? suite->repin_after : Suite{}.repin_after;
}

std::optional<Pin> find_pin(Context& context, GroupId request) {
  const Rows rows = context.database.run(context.sql().request_pin, {request});
  if (rows.empty()) return std::nullopt;
  return Pin{request, rows.front().text(0), rows.front().text(1)};
}

std::optional<Pin> pin_one(Context& context, GroupId request, const std::string& version) {
  std::optional<Pin> found = find_pin(context, request);
  if (!found || !found->version.empty()) return found;
  const Rows pinned =
      context.database.run(context.sql().pin_request, {context.now(), request, version});
  if (pinned.empty()) return find_pin(context, request);
  return Pin{request, found->sha, version};
}

bool lives(Context& context, const Pin& pin) {
  return !context.database
              .run(context.sql().pinned_version_lives,
                   {context.now(), pin.request, pin.version, repin_after(context, pin).count()})
              .empty();
}

/// How many jobs run again.
std::int64_t run_again(Context& context, GroupId request, const std::string& version) {
  auto& database = context.database;
  database.run(context.sql().forget_steps_of_other_versions, {request, version});
  const Rows again = database.run(context.sql().retry_jobs_of_other_versions,
                                  {context.now(), request, context.actor, version});
  if (std::any_of(again.begin(), again.end(), [](const Row& row) { return row.flag(0); }))
    database.run(context.sql().reopen_group, {context.now(), request, context.actor});
  return static_cast<std::int64_t>(again.size());
}

}  // namespace

std::map<GroupId, Pin> pin(Context& context, std::span<const Claimed> jobs,
                           const std::string& version) {
  // In one order everywhere, so that two collectors can't wait for each other.
  std::set<GroupId> requests;
  for (const Claimed& claimed : jobs) requests.insert(claimed.job.group);
  std::map<GroupId, Pin> pins;
  for (const GroupId request : requests)
    if (auto found = pin_one(context, request, version)) pins.emplace(request, std::move(*found));
  return pins;
}

bool pin_anew(Context& context, const Pin& old, const ClaimRequest& claimer) {
  if (lives(context, old)) return false;
  auto& database = context.database;
  database.run(context.sql().lock_request_jobs, {old.request});
  // A collector with the old version may have claimed one of them until then.
  if (lives(context, old)) return false;
  if (database
          .run(context.sql().pin_request_anew,
               {context.now(), old.request, old.version, claimer.version})
          .empty())
    return true;
  const std::int64_t jobs = run_again(context, old.request, claimer.version);
  const nlohmann::ordered_json data{{"from", old.version}, {"to", claimer.version}, {"jobs", jobs}};
  note_event(context, {.type = "request.repinned",
                       .group = old.request,
                       .worker = claimer.worker,
                       .data = data.dump()});
  return true;
}

}  // namespace perfq::bench
