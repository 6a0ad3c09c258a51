#include "suite/suites.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace perfq;
using namespace perfq::test;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

std::string canonical(const std::string& text) {
  return to_json(parse_suite(text));
}

/// The same document with the members of each object in the opposite order.
ordered_json turned_round(const ordered_json& value) {
  if (value.is_array()) {
    ordered_json list = ordered_json::array();
    for (const ordered_json& item : value) list.push_back(turned_round(item));
    return list;
  }
  if (!value.is_object()) return value;
  ordered_json object = ordered_json::object();
  for (auto at = value.rbegin(); at != value.rend(); ++at) object[at.key()] = turned_round(*at);
  return object;
}

}  // namespace

TEST_CASE("whitespace and the order of members change nothing") {
  const std::string text = read_example("rustc-suite.json");
  const ordered_json turned = turned_round(ordered_json::parse(text));
  CHECK(turned.begin().key() == "source");
  CHECK(canonical(turned.dump()) == canonical(text));
  CHECK(canonical(turned.dump(7)) == canonical(text));
}

TEST_CASE("it is read back as the same suite") {
  const std::string times = patched(R"({
    "timeouts": {"compile": 7200.5, "self": 60}, "step_timeout": 0.1, "failover_after": 0.000001,
    "durations": {"x": 1.1, "y": 2.000003, "z": 8640000}
  })");
  for (const std::string& text : {read_example("rustc-suite.json"), patched("{}"), times}) {
    const Suite suite = parse_suite(text);
    CHECK(parse_suite(to_json(suite)) == suite);
    CHECK(canonical(to_json(suite)) == to_json(suite));
  }
}

TEST_CASE("what is left out and what is written as it would stand are one") {
  CHECK(canonical(patched(R"({"report_after": 7200, "repin_after": 900.0, "source": "",
                              "timeouts": {}, "targets": {"arm": {"pool": false}}})")) ==
        canonical(patched("{}")));
  json turned = small_suite();
  turned["kinds"][0]["each"] = {"profile", "backend", "set", "target"};
  CHECK(canonical(turned.dump()) == canonical(patched("{}")));
}

TEST_CASE("any other content is another text") {
  for (const char* patch :
       {R"({"name": "other"})", R"({"source": "elsewhere"})", R"({"backends": ["gcc", "llvm"]})",
        R"({"targets": {"arm": {"pool": true}}})", R"({"targets": {"arm": {"optional": false}}})",
        R"({"targets": {"arm": {"sets": [["x", "y"], ["z"]]}}})",
        R"({"targets": {"arm": {"sets": [["z", "y", "x"]]}}})",
        R"({"defaults": {"targets": ["arm"]}})", R"({"timeouts": {"self": 1}})",
        R"({"step_timeout": 1})", R"({"report_after": 1})", R"({"repin_after": 1})",
        R"({"failover_after": 0})", R"({"durations": {"x": 0}})"}) {
    CAPTURE(patch);
    CHECK(canonical(patched(patch)) != canonical(patched("{}")));
  }
}

TEST_CASE("the text, whole") {
  CHECK(canonical(patched(R"({"step_timeout": 1.5, "durations": {"y": 3}})")) ==
        R"({"backends":["llvm","gcc"],)"
        R"("defaults":{"backends":["llvm"],"profiles":["check","opt"],"targets":["intel"]},)"
        R"("durations":{"y":3},"failover_after":null,)"
        R"("kinds":[{"each":["target","set","backend","profile"],"name":"compile","skip_for":[]},)"
        R"({"backend":"llvm","each":[],"name":"self","profile":"opt","set":1,)"
        R"("skip_for":["release"],"target":"intel"}],)"
        R"("name":"small","profiles":["check","opt"],"repin_after":900,"report_after":7200,)"
        R"("source":"","step_timeout":1.5,)"
        R"("targets":{"arm":{"optional":true,"pool":false,"sets":[["x","y","z"]]},)"
        R"("intel":{"optional":false,"pool":false,"sets":[["x","y"],["z"]]}},"timeouts":{}})");
}
