#include "suite/suites.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

using Names = std::vector<std::string>;

TEST_CASE("the Rust compiler's suite is read as it stands") {
  const Suite suite = rustc_suite();
  CHECK(suite.name == "rustc-perf");
  CHECK(suite.source == "rust-lang/rustc-perf 169b07b (2026-08-22)");
  REQUIRE(suite.targets.size() == 2);
  const SuiteTarget& intel = suite.targets.at("x86_64-unknown-linux-gnu");
  CHECK_FALSE(intel.optional);
  CHECK_FALSE(intel.pool);
  REQUIRE(intel.sets.size() == 2);
  CHECK(intel.sets[0].size() == 25);
  CHECK(intel.sets[1].size() == 43);
  CHECK(intel.sets[0].front() == "cargo");
  const SuiteTarget& arm = suite.targets.at("aarch64-unknown-linux-gnu");
  CHECK(arm.optional);
  REQUIRE(arm.sets.size() == 1);
  CHECK(arm.sets[0].size() == 68);
  CHECK(suite.backends == Names{"llvm", "cranelift"});
  CHECK(suite.profiles == Names{"check", "debug", "opt", "doc", "doc-json", "clippy"});
  CHECK(suite.defaults.targets == Names{"x86_64-unknown-linux-gnu"});
  CHECK(suite.defaults.profiles.size() == 5);
}

TEST_CASE("a kind's dimensions have a value, or a job for each") {
  const Suite suite = rustc_suite();
  REQUIRE(suite.kinds.size() == 3);
  CHECK(suite.kinds[0] == SuiteKind{.name = "compiletime"});
  CHECK(suite.kinds[1] ==
        SuiteKind{.name = "runtime", .set = 0, .backend = "llvm", .profile = "opt"});
  CHECK(suite.kinds[2].target == "x86_64-unknown-linux-gnu");
  CHECK(suite.kinds[2].skip_for == std::set{RequestKind::release});
}

TEST_CASE("what a suite leaves out stands as the library says") {
  const Suite suite = parse_suite(patched(R"({"defaults": null})"));
  CHECK(suite.source.empty());
  CHECK(suite.defaults == Selection{{"arm", "intel"}, {"llvm", "gcc"}, {"check", "opt"}});
  CHECK(suite.timeouts.empty());
  CHECK_FALSE(suite.step_timeout);
  CHECK(suite.report_after == 2h);
  CHECK(suite.repin_after == 15min);
  CHECK_FALSE(suite.failover_after);
  CHECK(suite.durations.empty());
  const Suite some = parse_suite(patched(R"({"defaults": {"targets": null}})"));
  CHECK(some.defaults == Selection{{"arm", "intel"}, {"llvm"}, {"check", "opt"}});
}

TEST_CASE("times are seconds, and may have a fraction") {
  const Suite suite = parse_suite(patched(R"({
    "targets": {"arm": {"pool": true}},
    "timeouts": {"compile": 0.001, "self": 8640000},
    "step_timeout": 900, "report_after": 0, "repin_after": 0.000001, "failover_after": 1.5,
    "durations": {"x": 0, "y": 2.25}
  })"));
  CHECK(suite.targets.at("arm").pool);
  CHECK(suite.timeouts.at("compile") == 1ms);
  CHECK(suite.timeouts.at("self") == 2400h);
  CHECK(suite.step_timeout == 15min);
  CHECK(suite.report_after == 0s);
  CHECK(suite.repin_after == 1us);
  CHECK(suite.failover_after == 1500ms);
  CHECK(suite.durations.at("x") == 0s);
  CHECK(suite.durations.at("y") == 2250ms);
}

TEST_CASE("null is no failover, and no limit of a step") {
  auto suite = small_suite();
  suite["failover_after"] = nullptr;
  suite["step_timeout"] = nullptr;
  CHECK(parse_suite(suite.dump()) == parse_suite(small_suite().dump()));
}

TEST_CASE("the example of docs/suite.md is a suite") {
  const std::string page = read_example("../../docs/suite.md");
  const std::string fence = "```json\n";
  const auto begin = page.find(fence) + fence.size();
  const Suite suite = parse_suite(page.substr(begin, page.find("```", begin) - begin));
  CHECK(suite.step_timeout == 15min);
  CHECK(suite.targets.size() == 2);
}
