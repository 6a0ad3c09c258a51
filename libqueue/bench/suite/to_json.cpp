#include "bench/suite/dimensions.hpp"

#include <perfq/suite.hpp>

#include <nlohmann/json.hpp>

namespace perfq::suites {

namespace {

// Sorts its members.
using nlohmann::json;

json seconds_of(microseconds duration) {
  constexpr std::int64_t second_us = 1'000'000;
  if (duration.count() % second_us == 0) return duration.count() / second_us;
  return static_cast<double>(duration.count()) / 1e6;
}

json seconds_of(const std::optional<microseconds>& duration) {
  return duration ? seconds_of(*duration) : json(nullptr);
}

json seconds_of(const std::map<std::string, microseconds>& durations) {
  json written = json::object();
  for (const auto& [name, duration] : durations) written[name] = seconds_of(duration);
  return written;
}

json target_json(const SuiteTarget& target) {
  return {{"optional", target.optional}, {"pool", target.pool}, {"sets", target.sets}};
}

json kind_json(const SuiteKind& kind) {
  json written = {{"name", kind.name}};
  if (kind.target) written["target"] = *kind.target;
  if (kind.set) written["set"] = *kind.set;
  if (kind.backend) written["backend"] = *kind.backend;
  if (kind.profile) written["profile"] = *kind.profile;
  json& each = written["each"] = json::array();
  for (const std::string_view dimension : dimensions)
    if (!written.contains(dimension)) each.push_back(dimension);
  json& skip_for = written["skip_for"] = json::array();
  for (const RequestKind skipped : kind.skip_for) skip_for.push_back(to_text(skipped));
  return written;
}

json defaults_json(const Selection& defaults) {
  return {{"targets", defaults.targets},
          {"backends", defaults.backends},
          {"profiles", defaults.profiles}};
}

}  // namespace

}  // namespace perfq::suites

namespace perfq {

std::string to_json(const Suite& suite) {
  using namespace suites;
  json written = {{"name", suite.name},
                  {"source", suite.source},
                  {"backends", suite.backends},
                  {"profiles", suite.profiles},
                  {"defaults", defaults_json(suite.defaults)},
                  {"timeouts", seconds_of(suite.timeouts)},
                  {"step_timeout", seconds_of(suite.step_timeout)},
                  {"report_after", seconds_of(suite.report_after)},
                  {"repin_after", seconds_of(suite.repin_after)},
                  {"failover_after", seconds_of(suite.failover_after)},
                  {"durations", seconds_of(suite.durations)}};
  for (const auto& [name, target] : suite.targets) written["targets"][name] = target_json(target);
  for (const SuiteKind& kind : suite.kinds) written["kinds"].push_back(kind_json(kind));
  return written.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace perfq
