#include "bench/suite/selection.hpp"

#include "bench/lists.hpp"
#include "bench/suite/faults.hpp"

#include <algorithm>

namespace perfq::suites {

namespace {

std::vector<std::string> narrowed(const std::string& dimension,
                                  const std::vector<std::string>& asked,
                                  const std::vector<std::string>& listed,
                                  const std::vector<std::string>& defaults, Faults& faults) {
  if (asked.empty()) return defaults;
  auto once = bench::without_repeats(asked);
  for (const std::string& name : once)
    if (std::find(listed.begin(), listed.end(), name) == listed.end())
      faults.add(dimension, in_quotes(name) + " is none of " + bench::join(listed));
  return once;
}

}  // namespace

Selection select(const Suite& suite, const Selection& asked) {
  std::vector<std::string> targets;
  for (const auto& [name, target] : suite.targets) targets.push_back(name);
  const Selection& defaults = suite.defaults;
  Faults faults;
  Selection selected{
      narrowed("target", asked.targets, targets, defaults.targets, faults),
      narrowed("backend", asked.backends, suite.backends, defaults.backends, faults),
      narrowed("profile", asked.profiles, suite.profiles, defaults.profiles, faults)};
  faults.refuse("the selection from the suite " + suite.name);
  return selected;
}

}  // namespace perfq::suites
