#include "child/fakes.hpp"
#include "child/processes.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <stop_token>
#include <string>
#include <thread>

using namespace perfq;
using namespace perfq::test;

namespace {

constexpr auto short_lease = milliseconds{900};

/// A child that would run for ever, with a descendant, and the numbers of both.
struct Endless {
  Folder folder{};
  ChildOptions options =
      shell("sleep 60 & echo $! > $CHILDREN/second; echo $$ > $CHILDREN/first; wait");

  Endless() {
    options.set_env["CHILDREN"] = folder.file("");
    options.lease = short_lease;
  }

  /// Both have gone.
  bool gone() const {
    return is_gone_soon(pid_soon(folder.file("first"))) &&
           is_gone_soon(pid_soon(folder.file("second")));
  }
};

ChildReport answered(const ChildOptions& options, std::optional<Beat> beat) {
  FakeKeeper keeper([beat](const Renewal&, std::size_t) { return beat; });
  return run_child(options, keeper, {});
}

}  // namespace

// Q8 breaks with libqueue/service/child/heartbeat.cpp: s/^    lost_ = true;//
TEST_CASE("stop: a lost lease stops the child, and nothing is renewed any more") {
  Endless endless;
  FakeKeeper keeper([](const Renewal&, std::size_t) { return Beat{.lost = true}; });
  const auto report = run_child(endless.options, keeper, {});
  CHECK(report.end == ChildEnd::lease_lost);
  CHECK(report.signal == SIGTERM);
  CHECK(keeper.renewals().size() == 1);
  CHECK(endless.gone());
}

TEST_CASE("stop: a cancel stops the child") {
  Endless endless;
  CHECK(answered(endless.options, Beat{.cancel = true}).end == ChildEnd::cancelled);
  CHECK(endless.gone());
}

TEST_CASE("stop: no answer until the lease has run out is a lost lease") {
  Endless endless;
  endless.options.lease = milliseconds{600};
  const auto report = answered(endless.options, std::nullopt);
  CHECK(report.end == ChildEnd::lease_lost);
  CHECK(report.wall >= milliseconds{590});
  CHECK(report.wall < seconds{5});
  CHECK(endless.gone());
}

// Q9 breaks with libqueue/service/child/supervision.cpp: s/ || now >= heartbeat_.lease_end()//
TEST_CASE("stop: a call that hangs doesn't keep the child beyond its lease") {
  Endless endless;
  std::atomic<bool> gone_meanwhile = false;
  FakeKeeper keeper([&](const Renewal&, std::size_t) -> std::optional<Beat> {
    gone_meanwhile = endless.gone();
    return Beat{};
  });
  CHECK(run_child(endless.options, keeper, {}).end == ChildEnd::lease_lost);
  CHECK(gone_meanwhile);
}

TEST_CASE("stop: a hard stop stops the child") {
  Endless endless;
  endless.options.lease = seconds{60};
  FakeKeeper keeper;
  std::stop_source stop;
  std::thread stopper([&] {
    pid_soon(endless.folder.file("first"));
    stop.request_stop();
  });
  const auto report = run_child(endless.options, keeper, stop.get_token());
  stopper.join();
  CHECK(report.end == ChildEnd::stopped);
  CHECK(endless.gone());
}

// Q7 breaks with libqueue/service/child/supervision.cpp: s/now >= limit_at_ || //
TEST_CASE("stop: past its time limit the child has timed out, heartbeats or not") {
  Endless endless;
  endless.options.time_limit = milliseconds{500};
  const auto report = answered(endless.options, Beat{});
  CHECK(report.end == ChildEnd::timed_out);
  CHECK(report.wall >= milliseconds{500});
  CHECK(endless.gone());
}

TEST_CASE("stop: a child that ignores TERM is killed, renewed until then") {
  const Folder folder;
  auto options = shell("trap '' TERM; echo $$ > $PID_FILE; while :; do sleep 0.01; done");
  options.set_env["PID_FILE"] = folder.file("pid");
  options.lease = short_lease;
  options.kill_after = milliseconds{1300};
  FakeKeeper keeper([&](const Renewal&, std::size_t) {
    return Beat{.cancel = !first_line_soon(folder.file("pid")).empty()};
  });
  const auto report = run_child(options, keeper, {});
  CHECK(report.end == ChildEnd::cancelled);
  CHECK(report.signal == SIGKILL);
  CHECK(report.wall >= options.kill_after);
  CHECK(keeper.renewals().size() > 3);
  CHECK(is_gone_soon(pid_soon(folder.file("pid"))));
}

TEST_CASE("stop: a child that answers TERM with an exit of its own was stopped all the same") {
  const Folder folder;
  auto options = shell("trap 'exit 0' TERM; echo x > $PID_FILE; while :; do sleep 0.01; done");
  options.set_env["PID_FILE"] = folder.file("pid");
  options.lease = short_lease;
  FakeKeeper keeper([&](const Renewal&, std::size_t) {
    return Beat{.cancel = !first_line_soon(folder.file("pid")).empty()};
  });
  const auto report = run_child(options, keeper, {});
  CHECK(report.end == ChildEnd::cancelled);
  CHECK(report.exit_status == 0);
}

TEST_CASE("stop: a child that has stopped itself gets its TERM") {
  auto options = shell("kill -STOP $$; sleep 60");
  options.time_limit = milliseconds{300};
  const auto report = run(options);
  CHECK(report.end == ChildEnd::timed_out);
  CHECK(report.signal == SIGTERM);
}

TEST_CASE("stop: the first reason counts") {
  const Folder folder;
  auto options = shell("trap '' TERM; while :; do sleep 0.01; done");
  options.lease = short_lease;
  options.time_limit = milliseconds{150};
  options.kill_after = milliseconds{600};
  CHECK(answered(options, Beat{.cancel = true}).end == ChildEnd::timed_out);
}
