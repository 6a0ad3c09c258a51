#include "bench/suite/parse_kind.hpp"

#include "bench/suite/check.hpp"
#include "bench/suite/dimensions.hpp"

#include <algorithm>

namespace perfq::suites {

namespace {

// Its name, be it a bad one, so that people find it.
std::string name_of(const json& value) {
  if (!value.is_object()) return {};
  const auto name = value.find("name");
  return name != value.end() && name->is_string() ? name->get<std::string>() : std::string{};
}

// Every dimension is either in `each` or given a value; nothing to check where `each` is faulty.
void check_given(const Members& members, const std::vector<std::string>& each) {
  for (const std::string_view dimension : dimensions) {
    const std::string name{dimension};
    const bool in_each = std::find(each.begin(), each.end(), name) != each.end();
    if (in_each && members.has(name))
      members.faults().add(members.where(name), "given, and in each as well");
    if (!in_each && !members.has(name))
      members.faults().add(members.where(name), "neither given nor in each");
  }
}

void check_each(const Members& members) {
  const json* each = members.require("each");
  if (!each) return;
  const std::size_t before = members.faults().count();
  const std::vector<std::string> named = members.list("each");
  for (const std::string& name : named)
    if (std::find(dimensions.begin(), dimensions.end(), name) == dimensions.end())
      members.faults().add(members.where("each"), in_quotes(name) + " is no dimension: those are " +
                                                      "target, set, backend, profile");
  if (members.faults().count() == before) check_given(members, named);
}

std::set<RequestKind> parse_skip_for(const Members& members) {
  std::set<RequestKind> skipped;
  for (const std::string& name : members.list("skip_for"))
    if (const auto kind = parse_request_kind(name))
      skipped.insert(*kind);
    else
      members.faults().add(
          members.where("skip_for"),
          in_quotes(name) + " is no kind of request: those are master, try, release");
  return skipped;
}

}  // namespace

SuiteKind parse_kind(const json& value, std::size_t number, Faults& faults) {
  const Members members(value, kind_place(name_of(value), number),
                        {"name", "each", "target", "set", "backend", "profile", "skip_for"},
                        faults);
  SuiteKind kind;
  members.require("name");
  kind.name = members.name("name").value_or("");
  check_each(members);
  kind.target = members.name("target");
  kind.set = members.index("set");
  kind.backend = members.name("backend");
  kind.profile = members.name("profile");
  kind.skip_for = parse_skip_for(members);
  return kind;
}

}  // namespace perfq::suites
