#include "suite/suites.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;

namespace {

struct BadSuite {
  std::string patch;
  std::string fault;
};

void check_all_refused(const std::vector<BadSuite>& cases) {
  for (const BadSuite& bad : cases)
    check_refused(patched(bad.patch), "the suite is refused: " + bad.fault);
}

/// The small suite with one kind, `k`, of these members.
std::string with_kind(const std::string& members) {
  return R"({"kinds": [{"name": "k", )" + members + "}]}";
}

}  // namespace

TEST_CASE("members that are missing, unknown or of the wrong type") {
  check_all_refused({
      {R"({"name": null})", "name: missing"},
      {R"({"name": 7})", "name: not a text"},
      {R"({"name": ""})", "name: the name is empty: give it a name"},
      {R"({"source": 7})", "source: not a text without NUL"},
      {R"({"targets": null})", "targets: missing"},
      {R"({"targets": []})", "targets: not an object"},
      {R"({"targets": {"arm": 7}})", "target 'arm': not an object"},
      {R"({"targets": {"arm": {"sets": null}}})", "target 'arm': sets: missing"},
      {R"({"targets": {"arm": {"sets": []}}})", "target 'arm': sets: empty"},
      {R"({"targets": {"arm": {"sets": {"x": 1}}}})", "target 'arm': sets: not a list"},
      {R"({"targets": {"arm": {"sets": ["x"]}}})", "target 'arm': set 0: not a list"},
      {R"({"targets": {"arm": {"optional": 1}}})",
       "target 'arm': optional: neither true nor false"},
      {R"({"targets": {"arm": {"pool": "no"}}})", "target 'arm': pool: neither true nor false"},
      {R"({"targets": {"arm": {"set": []}}})", "target 'arm': 'set' is an unknown member"},
      {R"({"backends": null})", "backends: missing"},
      {R"({"backends": "llvm"})", "backends: not a list"},
      {R"({"profiles": []})", "profiles: empty"},
      {R"({"profiles": ["check", "opt", 3]})", "profiles: number 3: not a text"},
      {R"({"defaults": []})", "defaults: not an object"},
      {R"({"defaults": {"targets": []}})", "defaults: targets: empty"},
      {R"({"defaults": {"kinds": []}})", "defaults: 'kinds' is an unknown member"},
      {R"({"kinds": null})", "kinds: missing"},
      {R"({"kinds": []})", "kinds: empty"},
      {R"({"kinds": ["k"]})", "kind number 1: not an object"},
      {R"({"colour": "red"})", "'colour' is an unknown member"},
  });
}

TEST_CASE("kinds") {
  const std::string all = R"("each": ["target", "set", "backend", "profile"])";
  const std::string fixed = R"("set": 0, "backend": "llvm", "profile": "opt")";
  check_all_refused({
      {R"({"kinds": [{)" + all + "}]}", "kind number 1: name: missing"},
      {with_kind(all + R"(, "colour": 1)"), "kind 'k': 'colour' is an unknown member"},
      {with_kind(fixed), "kind 'k': each: missing"},
      {with_kind(R"("each": "target", )" + fixed), "kind 'k': each: not a list"},
      {with_kind(R"("each": ["os"], )" + fixed),
       "kind 'k': each: 'os' is no dimension: those are target, set, backend, profile"},
      {with_kind(R"("each": ["target", "target"], )" + fixed),
       "kind 'k': each: 'target' stands there twice"},
      {with_kind(R"("each": [], )" + fixed), "kind 'k': target: neither given nor in each"},
      {with_kind(R"("target": "arm", )" + all), "kind 'k': target: given, and in each as well"},
      {with_kind(R"("each": ["backend", "profile"], "target": "arm", "set": -1)"),
       "kind 'k': set: not a whole number from 0"},
      {with_kind(R"("each": ["backend", "profile"], "target": "arm", "set": 4294967296)"),
       "kind 'k': set: not a whole number from 0"},
      {with_kind(R"("each": ["backend", "profile"], "target": "arm", "set": 1)"),
       "kind 'k': set: target 'arm' has no set 1"},
      {with_kind(R"("each": ["target", "backend", "profile"], "set": 1)"),
       "kind 'k': set: target 'arm' has no set 1"},
      {with_kind(R"("each": ["set", "backend", "profile"], "target": "mips")"),
       "kind 'k': target: 'mips' is none of the targets"},
      {with_kind(R"("each": ["target", "set", "profile"], "backend": "tcc")"),
       "kind 'k': backend: 'tcc' is none of the backends"},
      {with_kind(R"("each": ["target", "set", "backend"], "profile": "doc")"),
       "kind 'k': profile: 'doc' is none of the profiles"},
      {with_kind(all + R"(, "skip_for": "try")"), "kind 'k': skip_for: not a list"},
      {with_kind(all + R"(, "skip_for": ["try", "nightly"])"),
       "kind 'k': skip_for: 'nightly' is no kind of request: those are master, try, release"},
      {R"({"kinds": [{"name": "k", )" + all + R"(}, {"name": "k", )" + all + "}]}",
       "kinds: 'k' stands there twice"},
  });
}

TEST_CASE("benchmarks and names") {
  const std::string long_name(250, 'n');
  check_all_refused({
      {R"({"targets": {"intel": {"sets": [["x", "y"], ["z", "x"]]}}})",
       "target 'intel': 'x' stands in set 0 and in set 1"},
      {R"({"targets": {"intel": {"sets": [["x", "y", "x"], ["z"]]}}})",
       "target 'intel': set 0: 'x' stands there twice"},
      {R"({"targets": {"intel": {"sets": [["x"], ["z"]]}}})",
       "target 'intel': lacks 'y', which another target has"},
      {R"({"targets": {"mips": {"sets": [["z"]]}}})",
       "target 'mips': lacks 'x', 'y', which another target has"},
      {R"({"targets": {"intel": {"sets": [["x", "y", "z"], []]}}})",
       "target 'intel': set 1: empty"},
      {R"({"targets": {"intel": {"sets": [["x", "y", ""], ["z"]]}}})",
       "target 'intel': set 0: number 3: the name is empty: give it a name"},
      {R"({"targets": {"intel": {"sets": [["x", "y", "a\nb"], ["z"]]}}})",
       "target 'intel': set 0: number 3: the name has a control character in it: leave it out"},
      {R"({"targets": {"": {"sets": [["x", "y", "z"]]}}})",
       "target '': the name is empty: give it a name"},
      {R"({"targets": {")" + long_name + R"(": {"sets": [["x", "y", "z"]]}}})",
       "target '" + long_name + "': its queue's name has 256 bytes, at most 255 are allowed"},
      {R"({"backends": ["llvm", "gcc", "gcc", "gcc"]})", "backends: 'gcc' stands there twice"},
      {R"({"defaults": {"targets": ["arm", "mips"]}})",
       "defaults: targets: 'mips' is none of the targets"},
      {R"({"defaults": {"backends": ["tcc"]}})",
       "defaults: backends: 'tcc' is none of the backends"},
      {R"({"defaults": {"profiles": ["opt", "opt"]}})",
       "defaults: profiles: 'opt' stands there twice"},
  });
}

TEST_CASE("times") {
  const std::string limit = "not a number of seconds from 1 ms to 100 days";
  const std::string span = "not a number of seconds from 0 to 100 days";
  check_all_refused({
      {R"({"timeouts": []})", "timeouts: not an object"},
      {R"({"timeouts": {"self": "1h"}})", "timeouts: 'self': " + limit},
      {R"({"timeouts": {"self": 0}})", "timeouts: 'self': " + limit},
      {R"({"timeouts": {"self": 8640001}})", "timeouts: 'self': " + limit},
      {R"({"timeouts": {"link": 60}})", "timeouts: 'link' is none of the kinds"},
      {R"({"step_timeout": 0})", "step_timeout: " + limit},
      {R"({"report_after": -1})", "report_after: " + span},
      {R"({"repin_after": true})", "repin_after: " + span},
      {R"({"failover_after": 1e300})", "failover_after: " + span},
      {R"({"durations": {"x": -0.5}})", "durations: 'x': " + span},
      {R"({"durations": {"w": 1}})", "durations: 'w' is none of the benchmarks"},
  });
}
