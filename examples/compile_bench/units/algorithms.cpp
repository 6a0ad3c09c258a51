// Statistics over benchmark samples with the algorithms of std::ranges: many instantiations of
// medium size over a handful of element types.
#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace samples {

struct Sample {
  std::string benchmark;
  double wall_s = 0;
  long peak_kb = 0;
};

struct Summary {
  std::string benchmark;
  double median_s = 0;
  double deviation_s = 0;
  long peak_kb = 0;
};

template <std::ranges::random_access_range Range, class Projection>
auto median(Range values, Projection projection) {
  const auto middle = std::ranges::begin(values) + std::ranges::ssize(values) / 2;
  std::ranges::nth_element(values, middle, std::less<>{}, projection);
  return std::invoke(projection, *middle);
}

double deviation(const std::vector<Sample>& group) {
  double sum = 0;
  double squares = 0;
  for (const Sample& sample : group) {
    sum += sample.wall_s;
    squares += sample.wall_s * sample.wall_s;
  }
  const auto count = static_cast<double>(group.size());
  return count < 2 ? 0 : std::sqrt((squares - sum * sum / count) / (count - 1));
}

std::vector<Summary> summarise(std::vector<Sample> all) {
  std::ranges::sort(all, {}, &Sample::benchmark);
  std::vector<Summary> summaries;
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::upper_bound(
        first, all.end(), first->benchmark,
        [](const auto& name, const Sample& sample) { return name < sample.benchmark; });
    const std::vector<Sample> group(first, last);
    const auto peak = std::ranges::max_element(group, {}, &Sample::peak_kb);
    summaries.push_back(
        {first->benchmark, median(group, &Sample::wall_s), deviation(group), peak->peak_kb});
    first = last;
  }
  return summaries;
}

}  // namespace samples
