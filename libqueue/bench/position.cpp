#include "bench/position.hpp"

#include "bench/lists.hpp"
#include "bench/order.hpp"
#include "store/statements.hpp"

#include <optional>
#include <set>

namespace perfq::bench {

std::map<GroupId, Position> positions(store::Context& context, std::span<const GroupId> groups) {
  if (groups.empty()) return {};
  const std::set<GroupId> wanted(groups.begin(), groups.end());
  std::map<GroupId, Position> found;
  int before = 0;
  int higher = 0;
  std::optional<std::int64_t> priority;
  for (const store::Row& row : context.database.run(
           context.sql().queued_requests, {to_json(std::vector(groups.begin(), groups.end()))})) {
    if (priority != row.integer(0)) higher = before;
    priority = row.integer(0);
    const GroupId group = row.integer(2);
    if (wanted.contains(group))
      found[group] = {before + 1, higher, static_cast<int>(*priority),
                      row.integer(1) > rank_of_arrival(group)};
    before += static_cast<int>(row.integer(3));
  }
  return found;
}

}  // namespace perfq::bench
