#include "suite/suites.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace perfq;
using namespace perfq::test;

TEST_CASE("a text that is no suite") {
  check_refused("", "the suite is refused: line 1, column 1: it is no JSON there");
  check_refused("{\"name\": \"a\",\n  oops}",
                "the suite is refused: line 2, column 3: it is no JSON there");
  check_refused(std::string(201, '['), "the suite is refused: it nests deeper than 200 levels");
  check_refused(R"({"report_after": 1e999})", "the suite is refused: a number is too large");
  for (const char* text : {"null", "[]", "7", "\"suite\""})
    check_refused(text, "the suite is refused: not an object");
}

TEST_CASE("a member that stands twice in its object is no silent choice of one") {
  std::string text = small_suite().dump();
  text.insert(text.find(R"("intel":)"), R"("arm": {"sets": [["x", "y", "z"]]}, )");
  check_refused(text, "the suite is refused: targets: 'arm' stands there twice");
  text = small_suite().dump();
  text.insert(text.find(R"("name":"self")"), R"("name": "self", )");
  check_refused(text, "the suite is refused: kinds: number 2: 'name' stands there twice");
  text = small_suite().dump();
  text.insert(text.find(R"("name":"small")"), R"("name": "other", )");
  check_refused(text, "the suite is refused: 'name' stands there twice");
}

TEST_CASE("a request for everything has a bound") {
  auto suite = small_suite();
  for (int i = 0; i < 1110; ++i) suite["backends"].push_back("b" + std::to_string(i));
  suite["profiles"] = {"check", "opt", "doc"};
  // 3 lanes x 1111 backends x 3 profiles and the compiler itself: exactly 10,000.
  suite["backends"].erase(0);
  suite["defaults"]["backends"] = {"gcc"};
  suite["kinds"][1]["backend"] = "gcc";
  CHECK(parse_suite(suite.dump()).backends.size() == 1111);
  suite["backends"].push_back("one more");
  check_refused(
      suite.dump(),
      "the suite is refused: a request for all that is listed makes more than 10000 jobs");
}

TEST_CASE("all the faults of a file are named in one go, in one line") {
  check_refused(patched(R"({
    "name": "",
    "targets": {"intel": {"sets": [["x", "y"], ["y", "w"]]}},
    "profiles": ["check", "opt", "opt"],
    "defaults": {"backends": ["tcc"]},
    "kinds": [
      {"name": "compile", "each": ["target", "set", "backend", "mode"], "profile": "opt"},
      {"name": "self", "each": ["profile"], "target": "arm", "set": 5, "backend": "llvm"}
    ],
    "colour": "red"
  })"),
                "the suite is refused for 9 faults: "
                "'colour' is an unknown member; "
                "name: the name is empty: give it a name; "
                "profiles: 'opt' stands there twice; "
                "kind 'compile': each: 'mode' is no dimension: those are target, set, backend, "
                "profile; "
                "target 'arm': lacks 'w', which another target has; "
                "target 'intel': 'y' stands in set 0 and in set 1; "
                "target 'intel': lacks 'z', which another target has; "
                "defaults: backends: 'tcc' is none of the backends; "
                "kind 'self': set: target 'arm' has no set 5");
}
