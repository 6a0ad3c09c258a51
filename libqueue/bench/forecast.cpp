#include "bench/forecast.hpp"

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

namespace perfq::bench {

namespace {

bool stands_before(const ExpectedJob& a, const ExpectedJob& b) {
  return std::tuple{-a.priority, a.rank, a.job} < std::tuple{-b.priority, b.rank, b.job};
}

/// The lanes, from whose fronts jobs go.
class Fronts {
 public:
  explicit Fronts(const std::vector<ExpectedLane>& lanes) : lanes_(lanes), next_(lanes.size(), 0) {}

  /// Null: those lanes are empty.
  const ExpectedJob* take(const std::vector<std::size_t>& of) {
    const ExpectedJob* best = nullptr;
    std::size_t from = 0;
    for (const std::size_t lane : of) {
      if (next_[lane] == lanes_[lane].size()) continue;
      const ExpectedJob& front = lanes_[lane][next_[lane]];
      if (best != nullptr && !stands_before(front, *best)) continue;
      best = &front;
      from = lane;
    }
    if (best != nullptr) ++next_[from];
    return best;
  }

 private:
  const std::vector<ExpectedLane>& lanes_;
  std::vector<std::size_t> next_;
};

}  // namespace

void add_end(std::map<GroupId, ExpectedEnd>& ends, GroupId group, microseconds in) {
  ExpectedEnd& end = ends[group];
  end.in = std::max(end.in, in);
  ++end.jobs;
}

void work_off(const std::vector<ExpectedLane>& lanes, std::vector<Slot> slots,
              std::map<GroupId, ExpectedEnd>& ends) {
  using Free = std::pair<microseconds, std::size_t>;
  std::priority_queue<Free, std::vector<Free>, std::greater<>> free;
  for (std::size_t i = 0; i < slots.size(); ++i)
    if (slots[i].free_in) free.emplace(*slots[i].free_in, i);
  Fronts fronts(lanes);
  while (!free.empty()) {
    const auto [at, slot] = free.top();
    free.pop();
    const ExpectedJob* job = fronts.take(slots[slot].lanes);
    if (job == nullptr || !job->duration) continue;
    if (job->required) add_end(ends, job->group, at + *job->duration);
    free.emplace(at + *job->duration, slot);
  }
}

}  // namespace perfq::bench
