#include "bench/position.hpp"

#include "store/statements.hpp"

#include <algorithm>

namespace perfq::bench {

std::map<GroupId, Position> positions(store::Context& context, std::span<const GroupId> groups) {
  if (groups.empty()) return {};
  const auto [first, last] = std::minmax_element(groups.begin(), groups.end());
  std::map<GroupId, Position> found;
  for (const store::Row& row :
       context.database.run(context.sql().request_positions, {*first, *last}))
    found[row.integer(0)] = {static_cast<int>(row.integer(1)), static_cast<int>(row.integer(2))};
  return found;
}

}  // namespace perfq::bench
