#include "child/fakes.hpp"
#include "child/processes.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <signal.h>
#include <string>
#include <thread>

using namespace perfq;
using namespace perfq::test;

// Q8 breaks with libqueue/service/child/heartbeat.cpp:
//   s/lease_end_ = later(asked_at, lease_)/lease_end_ = later(asked_at, 100 * lease_)/
TEST_CASE("suspend: a process that was stopped past its lease knows it when it goes on") {
  const Folder folder;
  auto options = shell("echo $$ > $PID_FILE; exec sleep 60");
  options.set_env["PID_FILE"] = folder.file("pid");
  options.lease = milliseconds{1500};
  Helper helper([&] {
    FakeKeeper keeper([&](Renewal const&, std::size_t) {
      append_file(folder.file("renewals"), "one\n");
      return Beat{};
    });
    return run_child(options, keeper, {}).end == ChildEnd::lease_lost ? 0 : 1;
  });
  const auto child = pid_soon(folder.file("pid"));
  REQUIRE(child > 0);
  REQUIRE(first_line_soon(folder.file("renewals")) == "one");
  helper.stop();
  const auto renewed = std::filesystem::file_size(folder.file("renewals"));
  std::this_thread::sleep_for(options.lease + milliseconds{100});
  helper.signal(SIGCONT);
  CHECK(helper.wait() == 0);
  CHECK(std::filesystem::file_size(folder.file("renewals")) == renewed);  // not asked again
  CHECK(is_gone_soon(child));
}

TEST_CASE("suspend: one that was stopped for less goes on") {
  const Folder folder;
  auto options = shell("echo $$ > $PID_FILE; while [ ! -e $GO ]; do sleep 0.01; done");
  options.set_env["PID_FILE"] = folder.file("pid");
  options.set_env["GO"] = folder.file("go");
  options.lease = seconds{3};
  Helper helper([&] {
    FakeKeeper keeper;
    return run_child(options, keeper, {}).end == ChildEnd::exited ? 0 : 1;
  });
  REQUIRE(pid_soon(folder.file("pid")) > 0);
  helper.stop();
  std::this_thread::sleep_for(milliseconds{1200});
  helper.signal(SIGCONT);
  write_file(folder.file("go"), "");
  CHECK(helper.wait() == 0);
}
