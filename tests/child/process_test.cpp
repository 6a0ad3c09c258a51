#include "child/processes.hpp"
#include "service/process_identity.hpp"

#include <perfq/process.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

using namespace perfq;
using namespace perfq::test;
using service::ProcessNow;

namespace {

const ProcessIdentity here{"name 0123 pid:[4026531836]", "boot-2", 10, 500};

ProcessIdentity with(std::string host, std::string boot, std::int64_t ticks) {
  return {std::move(host), std::move(boot), 77, ticks};
}

const ProcessNow nobody{.known = true};
const ProcessNow untold{};

ProcessNow somebody(std::int64_t start_ticks) {
  return {.known = true, .alive = true, .start_ticks = start_ticks};
}

}  // namespace

TEST_CASE("process: gone is only what can't be there") {
  using service::gone;
  const auto that = with(here.host, "boot-2", 300);
  CHECK(gone(that, here, nobody));
  CHECK(gone(that, here, somebody(301)));
  CHECK_FALSE(gone(that, here, somebody(300)));
  CHECK_FALSE(gone(that, here, somebody(0)));
  CHECK_FALSE(gone(that, here, untold));
  CHECK_FALSE(gone(with(here.host, "boot-2", 0), here, somebody(300)));
  CHECK_FALSE(gone(with("other", "boot-2", 300), here, nobody));
  CHECK_FALSE(gone(with("other", "boot-1", 300), here, nobody));
  CHECK_FALSE(gone(with(here.host, "", 300), here, nobody));
  CHECK(gone(with(here.host, "boot-1", 300), here, somebody(300)));
}

TEST_CASE("process: another boot proves nothing where the name may be another machine's") {
  using service::gone;
  for (const auto* host : {"name 0123 pid:[4026532200]", "name - pid:[4026531836]", "name 0123 "}) {
    ProcessIdentity container = here;
    container.host = host;
    CHECK_FALSE(gone(with(host, "boot-1", 300), container, nobody));
    CHECK(gone(with(host, "boot-2", 300), container, nobody));
  }
}

TEST_CASE("process: this one is there") {
  const auto self = this_process();
  CHECK(self == this_process());
  CHECK(self.pid == ::getpid());
  CHECK(self.start_ticks > 0);
  CHECK_FALSE(self.boot_id.empty());
  CHECK_FALSE(provably_gone(self));
  auto earlier = self;
  earlier.start_ticks -= 1;
  CHECK(provably_gone(earlier));
}

TEST_CASE("process: one that has exited is gone, waited for or not") {
  Helper helper([] { return 0; });
  auto identity = this_process();
  identity.pid = helper.pid();
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(helper.pid()), &info, WEXITED | WNOWAIT);
  CHECK(provably_gone(identity));
  helper.wait();
  CHECK(provably_gone(identity));
}
