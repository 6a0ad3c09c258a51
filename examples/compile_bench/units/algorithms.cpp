// Statistics over benchmark samples with the algorithms of std::ranges: many instantiations of
// medium size over a handful of element types.
#include <algorithm>
#include <cmath>
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

double median(std::vector<Sample> group) {
  const auto middle = group.begin() + std::ssize(group) / 2;
  std::ranges::nth_element(group, middle, {}, &Sample::wall_s);
  return middle->wall_s;
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
    summaries.push_back({first->benchmark, median(group), deviation(group), peak->peak_kb});
    first = last;
  }
  return summaries;
}

}  // namespace samples
