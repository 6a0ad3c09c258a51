#include "bench/order.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <tuple>

namespace perfq::bench {

namespace {

constexpr int bits_within_arrival = 20;
constexpr std::int64_t started_offset = std::int64_t{1} << 62;
constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

struct Node {
  std::size_t parent = no_parent;
  std::vector<std::size_t> children;
  GroupId released_by = 0;  ///< the last to come of itself and the equals above it
};

std::vector<Node> tree_of(const std::vector<Member>& members) {
  std::map<std::string_view, std::size_t> by_sha;
  for (std::size_t i = 0; i < members.size(); ++i) by_sha.emplace(members[i].sha, i);
  std::vector<Node> nodes(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto parent = by_sha.find(members[i].parent);
    if (parent == by_sha.end()) continue;
    nodes[i].parent = parent->second;
    nodes[parent->second].children.push_back(i);
  }
  return nodes;
}

std::vector<std::size_t> parents_first(const std::vector<Node>& nodes) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].parent == no_parent) order.push_back(i);
  for (std::size_t i = 0; i < order.size(); ++i)
    order.insert(order.end(), nodes[order[i]].children.begin(), nodes[order[i]].children.end());
  return order;
}

void lift(std::vector<Member>& members, const std::vector<Node>& nodes,
          const std::vector<std::size_t>& order) {
  for (Member& member : members) member.lifted_priority = member.priority;
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    if (nodes[*at].parent == no_parent) continue;
    Member& parent = members[nodes[*at].parent];
    parent.lifted_priority = std::max(parent.lifted_priority, members[*at].lifted_priority);
  }
}

bool waits_for_parent(const std::vector<Member>& members, const std::vector<Node>& nodes,
                      std::size_t i) {
  return nodes[i].parent != no_parent &&
         members[nodes[i].parent].lifted_priority == members[i].lifted_priority;
}

// Whoever is released by the same one stands behind it, in the order in which they are taken.
void rank(std::vector<Member>& members, std::vector<Node>& nodes,
          const std::vector<std::size_t>& order) {
  using Key = std::tuple<GroupId, GroupId, std::size_t>;
  std::priority_queue<Key, std::vector<Key>, std::greater<>> free;
  const auto release = [&](std::size_t i, GroupId by) {
    nodes[i].released_by = std::max(by, members[i].group);
    free.emplace(nodes[i].released_by, members[i].group, i);
  };
  for (const std::size_t i : order)
    if (!waits_for_parent(members, nodes, i)) release(i, 0);
  GroupId last = 0;
  std::int64_t within = 0;
  while (!free.empty()) {
    const auto [released_by, group, i] = free.top();
    free.pop();
    within = released_by == last ? within + 1 : 0;
    last = released_by;
    members[i].rank = rank_of_arrival(released_by) + within;
    for (const std::size_t child : nodes[i].children)
      if (waits_for_parent(members, nodes, child)) release(child, released_by);
  }
}

}  // namespace

std::int64_t rank_of_arrival(GroupId group) {
  return group << bits_within_arrival;
}

std::int64_t unstarted_rank(std::int64_t rank) {
  return rank < 0 ? rank + started_offset : rank;
}

void set_in_order(std::vector<Member>& members) {
  std::vector<Node> nodes = tree_of(members);
  const std::vector<std::size_t> order = parents_first(nodes);
  lift(members, nodes, order);
  rank(members, nodes, order);
}

}  // namespace perfq::bench
