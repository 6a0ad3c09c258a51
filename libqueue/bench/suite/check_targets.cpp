#include "bench/split.hpp"
#include "bench/suite/check.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <iterator>

namespace perfq::suites {

namespace {

std::set<std::string> benchmarks_of(const SuiteTarget& target) {
  std::set<std::string> benchmarks;
  for (const auto& set : target.sets) benchmarks.insert(set.begin(), set.end());
  return benchmarks;
}

void check_target_name(const std::string& target, Faults& faults) {
  try {
    core::require_name("the name", target);
    core::require_name("its queue's name", bench::queue_of(target));
  } catch (const Error& error) {
    faults.add(target_place(target), error.what());
  }
}

void check_sets(const std::string& name, const SuiteTarget& target, Faults& faults) {
  std::map<std::string, std::size_t> first_set;
  for (std::size_t i = 0; i < target.sets.size(); ++i)
    for (const std::string& benchmark : target.sets[i])
      if (const auto [at, fresh] = first_set.try_emplace(benchmark, i); !fresh)
        faults.add(target_place(name), in_quotes(benchmark) + " stands in " +
                                           set_place(at->second) + " and in " + set_place(i));
}

void check_coverage(const std::string& name, const SuiteTarget& target,
                    const std::set<std::string>& all, Faults& faults) {
  const auto own = benchmarks_of(target);
  std::vector<std::string> missing;
  std::set_difference(all.begin(), all.end(), own.begin(), own.end(), std::back_inserter(missing));
  if (!own.empty() && !missing.empty())
    faults.add(target_place(name),
               "lacks " + all_in_quotes(missing) + ", which another target has");
}

}  // namespace

void check_targets(const Suite& suite, Faults& faults) {
  const auto all = benchmarks_of(suite);
  for (const auto& [name, target] : suite.targets) {
    check_target_name(name, faults);
    check_sets(name, target, faults);
    check_coverage(name, target, all, faults);
  }
}

std::set<std::string> benchmarks_of(const Suite& suite) {
  std::set<std::string> all;
  for (const auto& [name, target] : suite.targets) all.merge(benchmarks_of(target));
  return all;
}

std::string target_place(const std::string& target) {
  return "target " + in_quotes(target);
}

std::string set_place(std::size_t set) {
  return "set " + std::to_string(set);
}

}  // namespace perfq::suites
