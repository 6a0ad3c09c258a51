#include "bench/pools.hpp"

#include "bench/collector_row.hpp"
#include "bench/lists.hpp"
#include "bench/suite_row.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <sstream>

namespace perfq::bench {

namespace {

using store::Context;

std::vector<std::string> parts_of(const std::string& target) {
  std::istringstream stream(target);
  std::vector<std::string> parts;
  for (std::string part; std::getline(stream, part, '-');) parts.push_back(part);
  return parts;
}

// Of `x86_64-unknown-linux-gnu` those are `x86_64` and `linux`.
bool is_of_machine(const std::string& target, const std::string& machine) {
  const auto parts = parts_of(target);
  const auto own = parts_of(machine);
  return !parts.empty() && parts.front() == own.front() &&
         std::find(parts.begin(), parts.end(), own.back()) != parts.end();
}

const SuiteTarget* find_target(const std::vector<SuiteRow>& suites, const std::string& target) {
  for (const SuiteRow& row : suites)
    if (const auto found = row.suite.targets.find(target); found != row.suite.targets.end())
      return &found->second;
  return nullptr;
}

void require_sets(const NewCollector& collector, const SuiteTarget& target) {
  for (const int set : collector.sets)
    if (static_cast<std::size_t>(set) >= target.sets.size())
      throw Error(ErrorKind::invalid, collector.target + " has no set " + std::to_string(set) +
                                          ": its sets are 0 to " +
                                          std::to_string(target.sets.size() - 1));
}

// Empty sets: all of them.
std::optional<int> shared_set(const std::vector<int>& a, const std::vector<int>& b) {
  if (a.empty()) return b.empty() ? 0 : b.front();
  if (b.empty()) return a.front();
  for (const int set : a)
    if (std::find(b.begin(), b.end(), set) != b.end()) return set;
  return std::nullopt;
}

}  // namespace

std::string usual_target(Context& context) {
  std::string machine = this_machine_target();
  const auto suite = find_suite(context, {});
  if (!suite) return machine;
  std::vector<std::string> fitting;
  std::vector<std::string> all;
  for (const auto& [target, sets] : suite->suite.targets) {
    all.push_back(target);
    if (is_of_machine(target, machine)) fitting.push_back(target);
  }
  if (fitting.size() == 1) return fitting.front();
  throw Error(ErrorKind::invalid,
              "the suite " + suite->suite.name + " has " + (fitting.empty() ? "no" : "several") +
                  " targets for this machine (" + machine +
                  "): name one with --target: " + join(fitting.empty() ? all : fitting));
}

void require_free_sets(Context& context, const NewCollector& collector) {
  // Of two calls at once the second one sees the first.
  context.database.run(context.sql().lock_suites, {});
  const auto suites = newest_suites(context);
  const SuiteTarget* target = find_target(suites, collector.target);
  if (target == nullptr) return;
  require_sets(collector, *target);
  if (target->pool) return;
  for (const store::Row& row :
       context.database.run(context.sql().collectors_of_target, {collector.target, collector.id}))
    if (const auto set = shared_set(collector.sets, sets_from(row, 1)))
      throw Error(ErrorKind::conflict, "set " + std::to_string(*set) + " of " + collector.target +
                                           " is served by collector " + row.text(0) +
                                           ": the suite does not call that target a pool");
}

}  // namespace perfq::bench
