#include "bench/suite/check.hpp"
#include "bench/suite/parse_kind.hpp"

#include <perfq/error.hpp>

namespace perfq::suites {

namespace {

SuiteTarget parse_target(const json& value, const std::string& name, Faults& faults) {
  const Members members(value, target_place(name), {"optional", "pool", "sets"}, faults);
  SuiteTarget target;
  target.optional = members.flag("optional");
  target.pool = members.flag("pool");
  for (const json& set : members.require_list("sets"))
    target.sets.push_back(
        read_names(set, under(members.where(), set_place(target.sets.size())), faults));
  return target;
}

std::vector<std::string> parse_listed(const Members& members, const std::string& member) {
  members.require(member);
  return members.names(member);
}

Selection parse_defaults(const Members& suite) {
  static const json none = json::object();
  const json* found = suite.find("defaults");
  const Members members(found ? *found : none, suite.where("defaults"),
                        {"targets", "backends", "profiles"}, suite.faults());
  return {members.names("targets"), members.names("backends"), members.names("profiles")};
}

// What the file leaves out: all that is listed.
void fill_defaults(Suite& suite) {
  if (suite.defaults.targets.empty())
    for (const auto& [name, target] : suite.targets) suite.defaults.targets.push_back(name);
  if (suite.defaults.backends.empty()) suite.defaults.backends = suite.backends;
  if (suite.defaults.profiles.empty()) suite.defaults.profiles = suite.profiles;
}

void parse_limits(const Members& members, Suite& suite) {
  suite.timeouts = members.seconds_by_name("timeouts", time_limits);
  suite.step_timeout = members.seconds_or_null("step_timeout", time_limits);
  suite.report_after = members.seconds("report_after", spans).value_or(suite.report_after);
  suite.repin_after = members.seconds("repin_after", spans).value_or(suite.repin_after);
  suite.failover_after = members.seconds_or_null("failover_after", spans);
  suite.durations = members.seconds_by_name("durations", spans);
}

Suite parse_members(const json& document, Faults& faults) {
  const Members members(
      document, {},
      {"name", "source", "targets", "backends", "profiles", "defaults", "kinds", "timeouts",
       "step_timeout", "report_after", "repin_after", "failover_after", "durations"},
      faults);
  Suite suite;
  members.require("name");
  suite.name = members.name("name").value_or("");
  suite.source = members.text("source");
  for (const auto& [name, target] : members.require_object("targets").items())
    suite.targets.emplace(name, parse_target(target, name, faults));
  suite.backends = parse_listed(members, "backends");
  suite.profiles = parse_listed(members, "profiles");
  suite.defaults = parse_defaults(members);
  for (const json& kind : members.require_list("kinds"))
    suite.kinds.push_back(parse_kind(kind, suite.kinds.size() + 1, faults));
  parse_limits(members, suite);
  return suite;
}

}  // namespace

}  // namespace perfq::suites

namespace perfq {

Suite parse_suite(std::string_view json) {
  const std::string whole = "the suite";
  suites::Faults faults;
  const suites::json document = suites::read_document(json, faults);
  if (document.is_null()) faults.refuse(whole);
  Suite suite = suites::parse_members(document, faults);
  suites::check_targets(suite, faults);
  suites::check_references(suite, faults);
  faults.refuse(whole);
  suites::fill_defaults(suite);
  return suite;
}

}  // namespace perfq
