#include "child/fakes.hpp"
#include "child/processes.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <signal.h>
#include <stdlib.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace perfq;
using namespace perfq::test;

namespace {

/// A script that runs beside us, marked, in a process group of its own.
Helper marked_script(const std::string& mark, const std::string& script) {
  return Helper([=] {
    ::setpgid(0, 0);
    ::setenv("PERFQ_SESSION", mark.c_str(), 1);
    ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
    return 127;
  });
}

std::string write_pid(const Folder& folder, const char* name) {
  return "echo $$ > " + folder.file(name) + "; ";
}

}  // namespace

TEST_CASE("leftovers: all that is marked is ended, with its group, and nothing else") {
  const Folder folder;
  const auto mark = "perfq-test-" + folder.file("");
  auto ours = marked_script(mark, "env -i sleep 60 & echo $! > " + folder.file("unmarked") +
                                      "; setsid sh -c '" + write_pid(folder, "away") +
                                      "exec sleep 60' & " + write_pid(folder, "ours") + "wait");
  auto other = marked_script(mark + "2", write_pid(folder, "other") + "exec sleep 60");
  for (const auto* name : {"ours", "unmarked", "away", "other"}) {
    REQUIRE(pid_soon(folder.file(name)) > 0);
  }

  CHECK(end_leftovers(mark));
  CHECK(ours.wait() == -1);
  CHECK(is_gone_soon(pid_soon(folder.file("unmarked"))));
  CHECK(is_gone_soon(pid_soon(folder.file("away"))));
  CHECK(::waitpid(other.pid(), nullptr, WNOHANG) == 0);
}

TEST_CASE("leftovers: the caller itself is spared, and what is unmarked in its group") {
  const Folder folder;
  const auto mark = "perfq-test-" + folder.file("");
  Helper caller([&] {
    ::setpgid(0, 0);
    const Helper bystander([] { return ::pause(); });
    ::setenv("PERFQ_SESSION", mark.c_str(), 1);
    const Helper marked([&] {
      return ::execl("/bin/sh", "sh", "-c", (write_pid(folder, "marked") + "exec sleep 60").c_str(),
                     nullptr);
    });
    if (pid_soon(folder.file("marked")) != marked.pid() || !end_leftovers(mark)) return 1;
    return ::waitpid(bystander.pid(), nullptr, WNOHANG) == 0 ? 0 : 2;
  });
  CHECK(caller.wait() == 0);
}

TEST_CASE("leftovers: an empty mark and one that nobody has end at once") {
  const auto begin = std::chrono::steady_clock::now();
  CHECK(end_leftovers(""));
  CHECK(end_leftovers("perfq-test-nobody-has-this"));
  CHECK(std::chrono::steady_clock::now() - begin < seconds{2});
}
