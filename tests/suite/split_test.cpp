#include "bench/suite/split.hpp"

#include "suite/suites.hpp"
#include "support/failure.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;
using suites::PlannedJob;
using suites::split;

namespace {

const std::string intel = "x86_64-unknown-linux-gnu";
const std::string arm = "aarch64-unknown-linux-gnu";

using Counts = std::map<std::string, int>;

Counts count(const std::vector<PlannedJob>& jobs, std::string BenchJob::*what) {
  Counts counts;
  for (const PlannedJob& job : jobs) ++counts[job.bench.*what];
  return counts;
}

std::vector<std::string> told(const std::vector<PlannedJob>& jobs) {
  std::vector<std::string> lines;
  for (const PlannedJob& job : jobs)
    lines.push_back(job.bench.kind + " " + job.bench.target + " " + std::to_string(job.bench.set) +
                    " " + job.bench.backend + " " + job.bench.profile);
  return lines;
}

std::vector<PlannedJob> split_small(const std::string& patch, const Selection& asked = {}) {
  return split(parse_suite(patched(patch)), RequestKind::master, asked);
}

std::string refusal(const Selection& asked) {
  const Failed failed = failure_of([&] { split_small("{}", asked); });
  CHECK(failed.kind == ErrorKind::invalid);
  return failed.text;
}

}  // namespace

TEST_CASE("a master or a try of the Rust compiler is twelve jobs, a release eleven") {
  const Suite suite = rustc_suite();
  for (const RequestKind kind : {RequestKind::master, RequestKind::try_}) {
    const auto jobs = split(suite, kind, {});
    CHECK(count(jobs, &BenchJob::kind) ==
          Counts{{"compiletime", 10}, {"runtime", 1}, {"rustc", 1}});
    CHECK(count(jobs, &BenchJob::target) == Counts{{intel, 12}});
    CHECK(count(jobs, &BenchJob::profile)["opt"] == 4);
    for (const PlannedJob& job : jobs) CHECK(job.bench.request_kind == kind);
  }
  CHECK(count(split(suite, RequestKind::release, {}), &BenchJob::kind) ==
        Counts{{"compiletime", 10}, {"runtime", 1}});
}

TEST_CASE("with everything selected there are 39: 3 lanes x 2 x 6, two runtimes, one rustc") {
  const Suite suite = rustc_suite();
  const auto jobs =
      split(suite, RequestKind::master, {{intel, arm}, suite.backends, suite.profiles});
  CHECK(count(jobs, &BenchJob::kind) == Counts{{"compiletime", 36}, {"runtime", 2}, {"rustc", 1}});
  CHECK(count(jobs, &BenchJob::target) == Counts{{intel, 26}, {arm, 13}});
}

TEST_CASE("jobs stand kind after kind, in the order of what was asked for, each once") {
  CHECK(told(split_small("{}", {{"intel", "arm", "intel"}, {}, {"opt"}})) ==
        std::vector<std::string>{"compile intel 0 llvm opt", "compile intel 1 llvm opt",
                                 "compile arm 0 llvm opt", "self intel 1 llvm opt"});
}

TEST_CASE("a fixed dimension stands whatever the selection") {
  CHECK(told(split_small("{}", {{"arm"}, {"gcc"}, {"check"}})) ==
        std::vector<std::string>{"compile arm 0 gcc check", "self intel 1 llvm opt"});
}

TEST_CASE("a job has the benchmarks of its set, in their order") {
  const auto jobs = split_small("{}", {{"arm"}, {}, {"opt"}});
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].bench.benchmarks == std::vector<std::string>{"x", "y", "z"});
  CHECK(jobs[1].bench.benchmarks == std::vector<std::string>{"z"});
}

TEST_CASE("a job of an optional target is not required, unless no other is there") {
  const auto mixed = split_small("{}", {{"arm", "intel"}, {}, {}});
  for (const PlannedJob& job : mixed) CHECK(job.required == (job.bench.target == "intel"));
  const auto release = split(parse_suite(patched("{}")), RequestKind::release, {{"arm"}, {}, {}});
  REQUIRE(release.size() == 2);
  for (const PlannedJob& job : release) CHECK(job.required);
}

TEST_CASE("a kind's time limit is the suite's, or nobody's") {
  for (const PlannedJob& job : split_small(R"({"timeouts": {"self": 60}})"))
    CHECK(job.time_limit ==
          (job.bench.kind == "self" ? std::optional<microseconds>{1min} : std::nullopt));
}

TEST_CASE("a job is estimated where the durations of all its benchmarks are known") {
  const auto jobs = split_small(R"({"durations": {"x": 1.5, "y": 2}})", {{}, {}, {"opt"}});
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].estimate == 3500ms);
  CHECK_FALSE(jobs[1].estimate);
  CHECK_FALSE(jobs[2].estimate);
}

TEST_CASE("a kind that all requests skip leaves them without jobs") {
  auto suite = small_suite();
  for (auto& kind : suite["kinds"]) kind["skip_for"] = {"try"};
  CHECK(split(parse_suite(suite.dump()), RequestKind::try_, {}).empty());
}

TEST_CASE("what the suite does not list is refused, and what it lists is said") {
  CHECK(refusal({{"mips"}, {}, {}}) ==
        "the selection from the suite small is refused: target: 'mips' is none of arm, intel");
  CHECK(refusal({{"arm", "mips"}, {"tcc"}, {"doc", "bench"}}) ==
        "the selection from the suite small is refused for 4 faults: "
        "target: 'mips' is none of arm, intel; backend: 'tcc' is none of llvm, gcc; "
        "profile: 'doc' is none of check, opt; profile: 'bench' is none of check, opt");
}
