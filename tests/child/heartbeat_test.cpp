#include "child/fakes.hpp"
#include "child/processes.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

using namespace perfq;
using namespace perfq::test;

namespace {

milliseconds between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration_cast<milliseconds>(to - from);
}

/// A child that runs until the file appears.
ChildOptions until(const std::string& file) {
  auto options = shell("while [ ! -e $GO ]; do sleep 0.01; done");
  options.set_env["GO"] = file;
  return options;
}

}  // namespace

TEST_CASE("heartbeat: the lease is renewed every third of it, for as long as the child runs") {
  const Folder folder;
  auto options = until(folder.file("go"));
  options.lease = milliseconds{900};
  FakeKeeper keeper([&](const Renewal&, std::size_t count) {
    if (count == 6) write_file(folder.file("go"), "");
    return Beat{};
  });
  const auto begin = std::chrono::steady_clock::now();
  const auto report = run_child(options, keeper, {});
  CHECK(report.end == ChildEnd::exited);
  CHECK(report.wall > options.lease);

  const auto renewals = keeper.renewals();
  REQUIRE(renewals.size() >= 6);
  CHECK(between(begin, renewals[0].at) >= milliseconds{299});
  for (std::size_t i = 1; i < 6; ++i) {
    CHECK(between(renewals[i - 1].at, renewals[i].at) > milliseconds{150});
    CHECK(between(renewals[i - 1].at, renewals[i].at) < milliseconds{900});
  }
}

TEST_CASE("heartbeat: a lease that is older than the call is renewed the sooner") {
  const Folder folder;
  auto options = until(folder.file("go"));
  options.lease = seconds{60};
  options.leased_at = std::chrono::steady_clock::now() - seconds{30};
  FakeKeeper keeper([&](const Renewal&, std::size_t) {
    write_file(folder.file("go"), "");
    return Beat{};
  });
  CHECK(run_child(options, keeper, {}).wall < seconds{10});
}

TEST_CASE("heartbeat: a short child is not renewed at all") {
  FakeKeeper keeper;
  CHECK(run_child(shell("true"), keeper, {}).exit_status == 0);
  CHECK(keeper.renewals().empty());
}

TEST_CASE("heartbeat: no answer, or an exception, is asked again soon, and the child runs on") {
  const Folder folder;
  auto options = until(folder.file("go"));
  options.lease = milliseconds{3600};
  FakeKeeper keeper([&](const Renewal&, std::size_t count) -> std::optional<Beat> {
    if (count == 1) return std::nullopt;
    if (count == 2) throw std::runtime_error("away");
    write_file(folder.file("go"), "");
    return Beat{};
  });
  const auto report = run_child(options, keeper, {});
  CHECK(report.end == ChildEnd::exited);
  const auto renewals = keeper.renewals();
  REQUIRE(renewals.size() == 3);
  CHECK(between(renewals[0].at, renewals[2].at) < milliseconds{1190});
}

TEST_CASE("heartbeat: a drain is remembered and stops nothing") {
  const Folder folder;
  auto options = until(folder.file("go"));
  options.lease = milliseconds{900};
  FakeKeeper keeper([&](const Renewal&, std::size_t count) {
    if (count == 3) write_file(folder.file("go"), "");
    return Beat{.drain = count == 1};
  });
  const auto report = run_child(options, keeper, {});
  CHECK(report.end == ChildEnd::exited);
  CHECK(report.drain);
}
