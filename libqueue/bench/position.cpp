#include "bench/position.hpp"

#include "store/statements.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace perfq::bench {

std::map<GroupId, Position> positions(store::Context& context, std::span<const GroupId> groups) {
  if (groups.empty()) return {};
  const auto [first, last] = std::minmax_element(groups.begin(), groups.end());
  const std::set<GroupId> wanted(groups.begin(), groups.end());
  std::map<GroupId, Position> found;
  int before = 0;
  int higher = 0;
  std::optional<std::int64_t> priority;
  for (const store::Row& row :
       context.database.run(context.sql().queued_requests, {*first, *last})) {
    if (priority != row.integer(0)) higher = before;
    priority = row.integer(0);
    if (wanted.contains(row.integer(1))) found[row.integer(1)] = {before + 1, higher};
    before += static_cast<int>(row.integer(2));
  }
  return found;
}

}  // namespace perfq::bench
