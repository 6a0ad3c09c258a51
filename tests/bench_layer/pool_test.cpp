#include "bench_layer/fleet_fixture.hpp"
#include "suite/suites.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

namespace {

struct Sets : ClockedFleet {
  Sets() { fleet.load_suite(parse_suite(small_suite().dump())); }

  std::string refused(const NewCollector& collector) {
    CHECK(error_of([&] { fleet.add_collector(collector); }) == ErrorKind::conflict);
    return message_of([&] { fleet.add_collector(collector); });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Sets, "a set has one collector; the second is refused with the first's name") {
  fleet.add_collector({.id = "first", .target = "intel", .sets = {0}});
  CHECK(refused({.id = "second", .target = "intel", .sets = {0, 1}}).find("first") !=
        std::string::npos);
  CHECK(refused({.id = "second", .target = "intel"}).find("set 0 of intel") != std::string::npos);
  CHECK(fleet.add_collector({.id = "second", .target = "intel", .sets = {1}}));
  CHECK(error_of([&] { fleet.change_collector({.id = "second", .sets = {0}, .slots = 0}); }) ==
        ErrorKind::conflict);
  fleet.change_collector({.id = "second", .slots = 4});
  fleet.remove_collector("first");
  CHECK(fleet.add_collector({.id = "third", .target = "intel", .sets = {0}}));
}

TEST_CASE_FIXTURE(Sets, "a pool is shared, and so is a target that no suite names") {
  fleet.load_suite(parse_suite(patched(R"({"targets": {"intel": {"pool": true}}})")));
  CHECK(fleet.add_collector({.id = "first", .target = "intel"}));
  CHECK(fleet.add_collector({.id = "second", .target = "intel"}));
  CHECK(fleet.add_collector({.id = "third", .target = "elsewhere"}));
  CHECK(fleet.add_collector({.id = "fourth", .target = "elsewhere"}));
}

TEST_CASE_FIXTURE(Sets, "a set that the suite's target has not is refused") {
  CHECK(error_of([&] { fleet.add_collector({.id = "c1", .target = "intel", .sets = {2}}); }) ==
        ErrorKind::invalid);
}

TEST_CASE_FIXTURE(Sets, "without a target it is the suite's only one for this machine") {
  const std::string refused = message_of([&] { fleet.add_collector({.id = "c1"}); });
  CHECK(refused.find("--target: arm, intel") != std::string::npos);
  const std::string machine = this_machine_target();
  const auto dash = machine.find('-');
  const std::string own = machine.substr(0, dash) + "-vendor" + machine.substr(dash) + "-abi";
  fleet.load_suite(
      parse_suite(patched(R"({"targets": {")" + own + R"(": {"sets": [["x", "y", "z"]]}}})")));
  CHECK(fleet.add_collector({.id = "c1"}));
  CHECK(fleet.collector("c1")->target == own);
}

TEST_CASE_FIXTURE(Sets, "with a suite nobody is registered by claiming") {
  CHECK(fleet.claim({.collector = "unknown"}).refusal == FleetRefusal::unknown_collector);
}
