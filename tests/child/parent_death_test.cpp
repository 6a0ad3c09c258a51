#include "child/fakes.hpp"
#include "child/processes.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <string>
#include <thread>

using namespace perfq;
using namespace perfq::test;

namespace {

ChildOptions endless(const Folder& folder) {
  auto options = shell("sleep 60 & echo $! > $DIR/second; echo $$ > $DIR/first; wait");
  options.set_env["DIR"] = folder.file("");
  options.session_mark = "perfq-test-" + folder.file("");
  return options;
}

}  // namespace

TEST_CASE("parent death: kill -9 takes the child along, and the next session what is left") {
  const Folder folder;
  const auto options = endless(folder);
  Helper helper([&] {
    run(options);
    return 0;
  });
  const auto child = pid_soon(folder.file("first"));
  const auto grandchild = pid_soon(folder.file("second"));
  REQUIRE(child > 0);
  helper.signal(SIGKILL);
  helper.wait();
  CHECK(is_gone_soon(child));
  CHECK(end_leftovers(options.session_mark));
  CHECK(is_gone_soon(grandchild));
}

TEST_CASE("parent death: it holds where run_child is on a thread that is not the first") {
  const Folder folder;
  const auto options = endless(folder);
  Helper helper([&] {
    std::thread([&] { run(options); }).join();
    return 0;
  });
  const auto child = pid_soon(folder.file("first"));
  REQUIRE(child > 0);
  helper.signal(SIGKILL);
  helper.wait();
  CHECK(is_gone_soon(child));
  CHECK(end_leftovers(options.session_mark));
}
