#include "store/candidates.hpp"

#include <algorithm>
#include <tuple>

namespace perfq::store {

std::vector<Candidate> best(std::vector<Candidate> candidates, std::size_t limit) {
  const auto order = [](const Candidate& c) {
    return std::tuple{!c.own, -c.priority, c.rank, c.run_at_us, c.job};
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const Candidate& a, const Candidate& b) { return order(a) < order(b); });
  const auto twins = std::unique(candidates.begin(), candidates.end(),
                                 [](const auto& a, const auto& b) { return a.job == b.job; });
  candidates.erase(twins, candidates.end());
  if (candidates.size() > limit) candidates.resize(limit);
  return candidates;
}

}  // namespace perfq::store
