#include "bench/durations.hpp"

#include "bench/suite/split.hpp"
#include "bench/suite_row.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <charconv>

namespace perfq::bench {

namespace {

microseconds median(std::vector<std::int64_t>& durations_us) {
  const auto middle = durations_us.begin() + static_cast<std::ptrdiff_t>(durations_us.size() / 2);
  std::nth_element(durations_us.begin(), middle, durations_us.end());
  return microseconds{*middle};
}

}  // namespace

Durations::Durations(store::Context& context) : context_(&context) {
  std::map<Key, std::vector<std::int64_t>> samples;
  for (const store::Row& row : context.database.run(context.sql().job_durations, {}))
    samples[{row.text(0), row.text(1), row.text(2), row.text(3)}].push_back(row.integer(4));
  for (auto& [key, durations_us] : samples) measured_.emplace(key, median(durations_us));
}

std::optional<microseconds> Durations::of(const std::string& kind, const std::string& target,
                                          const std::string& set, const std::string& profile) {
  if (const auto found = measured_.find({kind, target, set, profile}); found != measured_.end())
    return found->second;
  const auto [at, fresh] = guessed_.try_emplace({target, set});
  if (fresh) at->second = from_suite(target, set);
  return at->second;
}

std::optional<microseconds> Durations::from_suite(const std::string& target,
                                                  const std::string& set) {
  if (!suites_) {
    suites_.emplace();
    for (SuiteRow& row : newest_suites(*context_)) suites_->push_back(std::move(row.suite));
  }
  std::size_t index = 0;
  std::from_chars(set.data(), set.data() + set.size(), index);
  for (const Suite& suite : *suites_) {
    const auto found = suite.targets.find(target);
    if (found != suite.targets.end() && index < found->second.sets.size())
      return suites::estimate_of(suite, found->second.sets[index]);
  }
  return std::nullopt;
}

}  // namespace perfq::bench
