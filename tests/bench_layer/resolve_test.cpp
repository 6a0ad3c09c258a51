#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

TEST_CASE_FIXTURE(ClockedFleet, "an unambiguous prefix of seven or more is enough") {
  fleet.enqueue({.sha = "abcdef0123"});
  fleet.enqueue({.sha = "abcdef0999"});
  fleet.enqueue({.sha = "Abcdef0123"});
  CHECK(fleet.resolve("abcdef01") == "abcdef0123");
  CHECK(fleet.resolve("Abcdef0") == "Abcdef0123");
  CHECK(fleet.resolve("abcdef0123") == "abcdef0123");
  CHECK(error_of([&] { fleet.resolve("abcdef"); }) == ErrorKind::not_found);
  CHECK(error_of([&] { fleet.resolve("abcdef02"); }) == ErrorKind::not_found);
  CHECK(error_of([&] { fleet.resolve("abc%"); }) == ErrorKind::invalid);
}

TEST_CASE_FIXTURE(ClockedFleet, "an ambiguous one names its candidates") {
  fleet.enqueue({.sha = "abcdef0123"});
  fleet.enqueue({.sha = "abcdef0999"});
  CHECK(error_of([&] { fleet.resolve("abcdef0"); }) == ErrorKind::invalid);
  const std::string message = message_of([&] { fleet.resolve("abcdef0"); });
  CHECK(message.find("abcdef0123, abcdef0999") != std::string::npos);
}

TEST_CASE_FIXTURE(ClockedFleet, "an exact match wins, of any length") {
  fleet.enqueue({.sha = "1.70"});
  fleet.enqueue({.sha = "abcdef0"});
  fleet.enqueue({.sha = "abcdef01"});
  CHECK(fleet.resolve("1.70") == "1.70");
  CHECK(fleet.resolve("abcdef0") == "abcdef0");
  CHECK(fleet.status("abcdef0").sha == "abcdef0");
}
