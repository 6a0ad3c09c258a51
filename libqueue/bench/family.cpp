#include "bench/family.hpp"

#include "store/statements.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;
using store::Values;
using ParentOf = std::map<std::string, std::string>;

// A cycle leads back into these edges, so without stored children of theirs there is none through
// the database: the common case, and the ancestors of a project's whole history stay unread.
bool may_lead_back(Context& context, std::span<const ParentEdge> edges) {
  std::vector<Values> shas;
  for (const ParentEdge& edge : edges) shas.push_back({edge.sha});
  return !context.database.run_each(context.sql().shas_with_children, {}, shas).empty();
}

void add_ancestors(Context& context, std::span<const ParentEdge> edges, ParentOf& parent_of) {
  std::vector<Values> unknown;
  for (const ParentEdge& edge : edges)
    if (!parent_of.contains(edge.parent)) unknown.push_back({edge.parent});
  for (const Row& row : context.database.run_each(context.sql().ancestors, {}, unknown))
    parent_of.try_emplace(row.text(0), row.text(1));
}

// Up from one request until what is known to be harmless; the members of a cycle met on the way.
std::vector<std::string> walk_up(const ParentOf& parent_of, const std::string& from,
                                 std::set<std::string>& harmless) {
  std::vector<std::string> path;
  std::set<std::string> on_path;
  for (auto at = parent_of.find(from); at != parent_of.end() && !harmless.contains(at->first);
       at = parent_of.find(at->second)) {
    if (!on_path.insert(at->first).second) {
      path.erase(path.begin(), std::find(path.begin(), path.end(), at->first));
      return path;
    }
    path.push_back(at->first);
  }
  harmless.merge(on_path);
  return {};
}

}  // namespace

Cycle find_cycle(Context& context, std::span<const ParentEdge> edges) {
  if (edges.empty()) return {};
  ParentOf parent_of;
  for (const ParentEdge& edge : edges) parent_of.insert_or_assign(edge.sha, edge.parent);
  if (may_lead_back(context, edges)) add_ancestors(context, edges, parent_of);
  std::set<std::string> harmless;
  for (const ParentEdge& edge : edges) {
    Cycle cycle{edge.number, walk_up(parent_of, edge.sha, harmless)};
    if (cycle.members.empty()) continue;
    const auto is_member = [&](const ParentEdge& other) {
      return std::find(cycle.members.begin(), cycle.members.end(), other.sha) !=
             cycle.members.end();
    };
    cycle.number = std::find_if(edges.begin(), edges.end(), is_member)->number;
    return cycle;
  }
  return {};
}

}  // namespace perfq::bench
