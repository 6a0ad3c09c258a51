#include "child/fakes.hpp"
#include "child/processes.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <signal.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using namespace perfq;
using namespace perfq::test;

namespace {

ChildReport run_command(std::vector<std::string> argv) {
  ChildOptions options;
  options.argv = std::move(argv);
  options.pass_output = false;
  return run(options);
}

std::string output_of(const std::string& script) {
  return run(shell(script)).output_tail;
}

}  // namespace

TEST_CASE("child: a command that can't be run is named with the reason") {
  auto report = run_command({"/no/such/program", "x"});
  CHECK(report.end == ChildEnd::not_started);
  CHECK(report.error == "cannot run '/no/such/program': No such file or directory");

  report = run_command({"no-such-program-in-the-path"});
  CHECK(report.error == "cannot run 'no-such-program-in-the-path': No such file or directory");

  const Folder folder;
  write_file(folder.file("text"), "no program\n");
  report = run_command({folder.file("text")});
  CHECK(report.error == "cannot run '" + folder.file("text") + "': Permission denied");

  report = run_command({});
  CHECK(report.end == ChildEnd::not_started);
  CHECK(report.error == "no command to run");
}

TEST_CASE("child: a name is looked for in the PATH that the child has") {
  const Folder folder;
  write_file(folder.file("perfq-test-tool"), "echo found; exit 3\n");  // no #!: a shell reads it
  ::chmod(folder.file("perfq-test-tool").c_str(), 0700);
  ChildOptions options;
  options.argv = {"perfq-test-tool"};
  options.pass_output = false;
  options.set_env["PATH"] = "/no/such/folder:" + folder.file("");
  const auto report = run(options);
  CHECK(report.exit_status == 3);
  CHECK(report.output_tail == "found\n");
}

TEST_CASE("child: arguments arrive as they are") {
  const auto report = run_command({"/usr/bin/printf", "[%s]", "a b", "", "*", "$HOME"});
  CHECK(report.output_tail == "[a b][][*][$HOME]");
}

TEST_CASE("child: its stdin is empty and it inherits no other descriptor") {
  const int inheritable = ::dup(STDERR_FILENO);
  CHECK(output_of("cat; ls /proc/self/fd | wc -l").find("4") == 0);  // 0 1 2 and the folder's
  ::close(inheritable);
}

TEST_CASE("child: it leads a process group of its own") {
  const auto text = output_of("set -- $(cat /proc/$$/stat); [ $5 = $$ ] && echo leads");
  CHECK(text == "leads\n");
}

TEST_CASE("child: it starts with no signal blocked or ignored") {
  const auto before = ::signal(SIGINT, SIG_IGN);
  sigset_t mask;
  sigset_t before_mask;
  ::sigemptyset(&mask);
  ::sigaddset(&mask, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &mask, &before_mask);
  const auto report = run_command({"/bin/grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"});
  ::pthread_sigmask(SIG_SETMASK, &before_mask, nullptr);
  ::signal(SIGINT, before);
  CHECK(report.output_tail == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_CASE("child: nothing starts once the lease is over or the stop is requested") {
  const Folder folder;
  auto options = shell("echo > " + folder.file("ran"));
  FakeKeeper keeper;

  std::stop_source stop;
  stop.request_stop();
  CHECK(run_child(options, keeper, stop.get_token()).end == ChildEnd::stopped);

  options.leased_at = std::chrono::steady_clock::now() - options.lease;
  CHECK(run_child(options, keeper, {}).end == ChildEnd::lease_lost);

  CHECK(::access(folder.file("ran").c_str(), F_OK) != 0);
  CHECK(keeper.renewals().empty());
}
