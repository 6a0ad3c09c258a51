#include "bench/place.hpp"

#include "bench/lists.hpp"
#include "store/statements.hpp"

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;
using store::Values;

std::vector<Member> relatives(Context& context, const std::vector<GroupId>& groups) {
  std::vector<Member> members;
  for (const Row& row : context.database.run(context.sql().open_relatives, {to_json(groups)}))
    members.push_back({row.integer(0), row.text(1), row.text(2), static_cast<int>(row.integer(3)),
                       static_cast<int>(row.integer(4)), row.integer(5)});
  return members;
}

bool stands_there(const Member& member, const Member& stored) {
  return member.lifted_priority == stored.lifted_priority &&
         member.rank == unstarted_rank(stored.rank);
}

std::map<GroupId, Member> place(Context& context, const std::vector<GroupId>& groups) {
  const std::vector<Member> stored = relatives(context, groups);
  std::vector<Member> members = stored;
  set_in_order(members);
  std::map<GroupId, Member> moved;
  std::vector<Values> rows;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Member& member = members[i];
    if (stands_there(member, stored[i])) continue;
    rows.push_back({member.group, std::int64_t{member.lifted_priority}, member.rank});
    moved.emplace(member.group, member);
  }
  if (rows.empty()) return moved;
  context.database.run_each(context.sql().place_request, {}, rows);
  context.database.run_each(context.sql().place_jobs, {}, rows);
  return moved;
}

}  // namespace

void lock_order(Context& context) {
  context.database.run(context.sql().lock_order, {});
}

std::map<GroupId, Member> place_new(Context& context, std::span<const GroupId> groups) {
  if (groups.empty()) return {};
  std::vector<GroupId> upsetting;
  for (const Row& row : context.database.run(context.sql().upsetting_requests,
                                             {to_json(std::vector(groups.begin(), groups.end()))}))
    upsetting.push_back(row.integer(0));
  return upsetting.empty() ? std::map<GroupId, Member>{} : place(context, upsetting);
}

void place_anew(Context& context, GroupId group) {
  place(context, {group});
}

void place_started(Context& context, GroupId group) {
  context.database.run(context.sql().start_request, {group});
  context.database.run(context.sql().start_request_jobs, {group});
}

}  // namespace perfq::bench
