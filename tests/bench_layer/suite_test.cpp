#include "bench_layer/fleet_fixture.hpp"
#include "suite/suites.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct SmallSuite : ClockedFleet {
  SmallSuite() { fleet.load_suite(parse_suite(small_suite().dump())); }

  LoadedSuite load(const std::string& patch) {
    return fleet.load_suite(parse_suite(patched(patch)));
  }

  /// `KIND SET PROFILE`, each with a `*` where it is required.
  std::vector<std::string> jobs(const std::string& sha) {
    std::vector<std::string> told;
    for (const JobStatus& status : fleet.jobs(sha))
      told.push_back(status.bench->kind + " " + std::to_string(status.bench->set) + " " +
                     status.bench->profile + (status.job.required ? "*" : ""));
    return told;
  }
};

const std::vector<std::string> default_jobs{"compile 0 check*", "compile 0 opt*",
                                            "compile 1 check*", "compile 1 opt*", "self 1 opt*"};

}  // namespace

TEST_CASE_FIXTURE(ClockedFleet, "a master of the real suite is twelve jobs, a release eleven") {
  fleet.load_suite(rustc_suite());
  CHECK(fleet.enqueue({.sha = "abc1234"}).jobs == 12);
  CHECK(fleet.enqueue({.sha = "1.80.0", .kind = RequestKind::release}).jobs == 11);
  const auto jobs = fleet.jobs("abc1234");
  CHECK(std::count_if(jobs.begin(), jobs.end(),
                      [](const JobStatus& job) { return job.bench->kind == "compiletime"; }) == 10);
  CHECK(jobs.front().bench->benchmarks.size() == 25);
  CHECK(fleet.status("abc1234").suite == "rustc-perf");
  CHECK(fleet.status("abc1234").suite_version == 1);
}

TEST_CASE_FIXTURE(SmallSuite, "the same content makes no version, another does") {
  CHECK_FALSE(load("{}").created);
  const LoadedSuite second = load(R"({"profiles": ["check", "opt", "doc"]})");
  CHECK(second.created);
  CHECK(second.version.version == 2);
  const auto versions = fleet.suites();
  REQUIRE(versions.size() == 2);
  CHECK(versions.front().version == 2);
  CHECK(versions.front().is_default);
  CHECK_FALSE(versions.back().is_default);
  CHECK(fleet.suite().second.profiles.size() == 3);
  CHECK(fleet.suite("small", 1).second.profiles.size() == 2);
  CHECK(error_of([&] { fleet.suite("other"); }) == ErrorKind::not_found);
  CHECK(error_of([&] { fleet.suite("small", 3); }) == ErrorKind::not_found);
}

TEST_CASE_FIXTURE(SmallSuite, "the suite loaded last is the default one, another serves by name") {
  load(R"({"name": "other", "profiles": ["only"], "defaults": null,
           "kinds": [{"name": "all", "each": ["target"], "set": 0, "backend": "llvm",
                      "profile": "only"}]})");
  CHECK(fleet.enqueue({.sha = "abc1234"}).jobs == 2);
  CHECK(fleet.enqueue({.sha = "def1234", .suite = "small"}).jobs == 5);
  CHECK(error_of([&] { fleet.enqueue({.sha = "fed1234", .suite = "none"}); }) ==
        ErrorKind::not_found);
  CHECK(error_of([&] { fleet.enqueue({.sha = "def1234", .suite = "other"}); }) ==
        ErrorKind::conflict);
  CHECK(load("{}").version.is_default);
  CHECK(fleet.enqueue({.sha = "fed1234"}).jobs == 5);
}

TEST_CASE_FIXTURE(SmallSuite, "a selection narrows; what is not listed is refused with what is") {
  CHECK(fleet.enqueue({.sha = "abc1234", .profiles = {"opt"}}).jobs == 3);
  CHECK_FALSE(
      fleet.enqueue({.sha = "abc1234", .targets = {"intel"}, .backends = {"llvm"}}).created);
  CHECK(error_of([&] { fleet.enqueue({.sha = "abc1234", .targets = {"arm"}}); }) ==
        ErrorKind::conflict);
  const std::string refused =
      message_of([&] { fleet.enqueue({.sha = "def1234", .backends = {"clang"}}); });
  CAPTURE(refused);
  CHECK(refused.find("'clang' is none of llvm, gcc") != std::string::npos);
  CHECK(error_of([&] { fleet.status("def1234"); }) == ErrorKind::not_found);
}

TEST_CASE_FIXTURE(SmallSuite, "requests that have not started are split anew, others keep theirs") {
  fleet.add_collector({.id = "c1", .target = "intel"});
  fleet.enqueue({.sha = "started"});
  const ClaimedBench running = claim_one("c1");
  fleet.enqueue({.sha = "queued1"});
  fleet.enqueue({.sha = "named11", .profiles = {"check"}});
  fleet.enqueue({.sha = "waiting", .waiting = true});

  const LoadedSuite loaded = load(R"({"profiles": ["opt"], "defaults": {"profiles": ["opt"]}})");
  CHECK(loaded.split_anew == std::vector<std::string>{"queued1"});
  CHECK(loaded.kept == std::vector<std::string>{"named11"});
  CHECK(jobs("started") == default_jobs);
  CHECK(fleet.status("started").suite_version == 1);
  CHECK(jobs("queued1") ==
        std::vector<std::string>{"compile 0 opt*", "compile 1 opt*", "self 1 opt*"});
  CHECK(fleet.status("queued1").suite_version == 2);
  CHECK(fleet.status("queued1").group.state == GroupState::queued);
  CHECK(jobs("named11").size() == 3);
  CHECK(fleet.enqueue({.sha = "waiting"}).jobs == 3);
  CHECK(queue.complete(running.claimed.lease()) == Ack::done);

  // What was withdrawn is still accounted for.
  const auto cancelled = queue.list({.state = JobState::cancelled});
  CHECK(cancelled.size() == 5);
  for (const Job& job : cancelled) CHECK(job.group == 0);
}

TEST_CASE_FIXTURE(ClockedFleet, "what was enqueued before any suite is split by the first one") {
  fleet.enqueue({.sha = "abc1234"});
  const LoadedSuite loaded = fleet.load_suite(parse_suite(small_suite().dump()));
  CHECK(loaded.split_anew == std::vector<std::string>{"abc1234"});
  CHECK(fleet.status("abc1234").jobs.total == 5);
}

TEST_CASE_FIXTURE(SmallSuite, "a rehearsal says what loading would do, and does nothing") {
  fleet.enqueue({.sha = "abc1234"});
  const LoadedSuite told = fleet.rehearse_suite(parse_suite(patched(R"({"source": "new"})")));
  CHECK(told.created);
  CHECK(told.split_anew == std::vector<std::string>{"abc1234"});
  CHECK(fleet.suites().size() == 1);
  CHECK(queue.list({.state = JobState::cancelled}).empty());
}

TEST_CASE_FIXTURE(SmallSuite, "jobs of an optional target are not required where others are") {
  fleet.enqueue({.sha = "both111", .targets = {"intel", "arm"}, .profiles = {"opt"}});
  CHECK(jobs("both111") == std::vector<std::string>{"compile 0 opt*", "compile 1 opt*",
                                                    "compile 0 opt", "self 1 opt*"});
  fleet.enqueue({.sha = "armonly", .kind = RequestKind::release, .targets = {"arm"}});
  CHECK(jobs("armonly") == std::vector<std::string>{"compile 0 check*", "compile 0 opt*"});
}

TEST_CASE_FIXTURE(SmallSuite, "the suite limits the time of a kind unless the request does") {
  load(R"({"timeouts": {"self": 90}})");
  const auto limit = [&](const std::string& sha) { return fleet.jobs(sha).back().job.time_limit; };
  fleet.enqueue({.sha = "abc1234"});
  fleet.enqueue({.sha = "def1234", .time_limit = 7s});
  CHECK(limit("abc1234") == 90s);
  CHECK(limit("def1234") == 7s);
  CHECK(fleet.jobs("abc1234").front().job.time_limit == 4h);
}

TEST_CASE_FIXTURE(SmallSuite, "a request for which the suite makes no jobs finishes at once") {
  load(R"({"kinds": [{"name": "all", "each": ["target", "set", "backend", "profile"],
                      "skip_for": ["try"]}]})");
  const EnqueuedRequest made = fleet.enqueue({.sha = "abc1234", .kind = RequestKind::try_});
  CHECK(made.jobs == 0);
  CHECK(made.state == GroupState::finished);
  CHECK(fleet.status("abc1234").group.outcome == GroupOutcome::complete);
}
