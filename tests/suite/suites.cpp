#include "suite/suites.hpp"

#include "support/failure.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace perfq::test {

using nlohmann::json;

json small_suite() {
  return json::parse(R"({
    "name": "small",
    "targets": {
      "arm": {"optional": true, "sets": [["x", "y", "z"]]},
      "intel": {"sets": [["x", "y"], ["z"]]}
    },
    "backends": ["llvm", "gcc"],
    "profiles": ["check", "opt"],
    "defaults": {"targets": ["intel"], "backends": ["llvm"], "profiles": ["check", "opt"]},
    "kinds": [
      {"name": "compile", "each": ["target", "set", "backend", "profile"]},
      {"name": "self", "each": [], "target": "intel", "set": 1, "backend": "llvm",
       "profile": "opt", "skip_for": ["release"]}
    ]
  })");
}

std::string patched(const std::string& patch) {
  json suite = small_suite();
  suite.merge_patch(json::parse(patch));
  return suite.dump();
}

std::string read_example(const std::string& name) {
  std::ifstream file(std::string{PERFQ_TEST_SOURCE_DIR} + "/examples/data/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Suite rustc_suite() {
  return parse_suite(read_example("rustc-suite.json"));
}

void check_refused(const std::string& text, const std::string& message) {
  const Failed failed = failure_of([&] { parse_suite(text); });
  CAPTURE(text);
  CHECK(failed.kind == ErrorKind::invalid);
  CHECK(failed.text == message);
}

}  // namespace perfq::test
