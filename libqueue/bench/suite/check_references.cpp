#include "bench/suite/check.hpp"

namespace perfq::suites {

namespace {

std::set<std::string> set_of(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

template <class Value>
std::set<std::string> keys_of(const std::map<std::string, Value>& map) {
  std::set<std::string> keys;
  for (const auto& [key, value] : map) keys.insert(key);
  return keys;
}

// The names that a suite lists in one place, and what refers to them from others.
class Listed {
 public:
  Listed(std::string what, std::set<std::string> names, Faults& faults)
      : what_(std::move(what)), names_(std::move(names)), faults_(&faults) {}

  void check(const std::string& where, const std::string& name) const {
    if (!names_.empty() && !names_.contains(name))
      faults_->add(where, in_quotes(name) + " is none of the " + what_);
  }

  void check(const std::string& where, const std::optional<std::string>& name) const {
    if (name) check(where, *name);
  }

  template <class Names>
  void check_all(const std::string& where, const Names& names) const {
    for (const std::string& name : names) check(where, name);
  }

 private:
  std::string what_;
  std::set<std::string> names_;
  Faults* faults_;
};

void check_set(const Suite& suite, const SuiteKind& kind, const std::string& where,
               Faults& faults) {
  if (!kind.set) return;
  for (const auto& [name, target] : suite.targets)
    if (!target.sets.empty() && kind.target.value_or(name) == name &&
        static_cast<std::size_t>(*kind.set) >= target.sets.size())
      faults.add(under(where, "set"),
                 target_place(name) + " has no " + set_place(static_cast<std::size_t>(*kind.set)));
}

std::set<std::string> check_kind_names(const Suite& suite, Faults& faults) {
  std::set<std::string> names;
  for (const SuiteKind& kind : suite.kinds)
    if (!kind.name.empty() && !names.insert(kind.name).second)
      faults.add("kinds", in_quotes(kind.name) + " stands there twice");
  return names;
}

// A request for all that is listed. Counted in floating point, since nothing there overflows.
void check_count(const Suite& suite, Faults& faults) {
  double jobs = 0;
  for (const SuiteKind& kind : suite.kinds) {
    double lanes = 0;
    for (const auto& [name, target] : suite.targets)
      if (kind.target.value_or(name) == name)
        lanes += kind.set ? 1 : static_cast<double>(target.sets.size());
    jobs += lanes * (kind.backend ? 1 : static_cast<double>(suite.backends.size())) *
            (kind.profile ? 1 : static_cast<double>(suite.profiles.size()));
  }
  constexpr double most = 10'000;
  if (jobs > most) faults.add({}, "a request for all that is listed makes more than 10000 jobs");
}

}  // namespace

void check_references(const Suite& suite, Faults& faults) {
  const Listed targets("targets", keys_of(suite.targets), faults);
  const Listed backends("backends", set_of(suite.backends), faults);
  const Listed profiles("profiles", set_of(suite.profiles), faults);
  targets.check_all("defaults: targets", suite.defaults.targets);
  backends.check_all("defaults: backends", suite.defaults.backends);
  profiles.check_all("defaults: profiles", suite.defaults.profiles);
  for (std::size_t i = 0; i < suite.kinds.size(); ++i) {
    const SuiteKind& kind = suite.kinds[i];
    const std::string where = kind_place(kind.name, i + 1);
    targets.check(under(where, "target"), kind.target);
    check_set(suite, kind, where, faults);
    backends.check(under(where, "backend"), kind.backend);
    profiles.check(under(where, "profile"), kind.profile);
  }
  const Listed kinds("kinds", check_kind_names(suite, faults), faults);
  kinds.check_all("timeouts", keys_of(suite.timeouts));
  const Listed benchmarks("benchmarks", benchmarks_of(suite), faults);
  benchmarks.check_all("durations", keys_of(suite.durations));
  check_count(suite, faults);
}

std::string kind_place(const std::string& kind, std::size_t number) {
  return kind.empty() ? "kind number " + std::to_string(number) : "kind " + in_quotes(kind);
}

}  // namespace perfq::suites
