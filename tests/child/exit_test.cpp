#include "child/fakes.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace perfq;
using namespace perfq::test;

TEST_CASE("child: an exit is reported with its status") {
  const auto report = run(shell("exit 75"));
  CHECK(report.end == ChildEnd::exited);
  CHECK(report.exit_status == 75);
  CHECK(report.signal == 0);
  CHECK(report.error.empty());
}

TEST_CASE("child: a signal of its own is reported as one") {
  const auto report = run(shell("kill -SEGV $$"));
  CHECK(report.end == ChildEnd::signalled);
  CHECK(report.signal == SIGSEGV);
  CHECK(report.exit_status == -1);
}

TEST_CASE("child: what it used is measured") {
  const auto report = run(shell("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"));
  CHECK(report.user.count() > 0);
  CHECK(report.wall >= report.user);
  CHECK(report.peak_memory_kb > 100);
}

TEST_CASE("child: a program that ignores SIGCHLD gets the status all the same") {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  const auto report = run(shell("exit 7"));
  std::signal(SIGCHLD, before);
  CHECK(report.exit_status == 7);
}
