#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct Repeated : ClockedFleet {
  Repeated() {
    fleet.enqueue({.sha = "abc1234",
                   .kind = RequestKind::try_,
                   .parent = "parent1",
                   .pr = 7,
                   .targets = {"b-linux", "a-linux"},
                   .profiles = {"opt"}});
  }

  std::string conflict(const NewRequest& request) {
    CHECK(error_of([&] { fleet.enqueue(request); }) == ErrorKind::conflict);
    return message_of([&] { fleet.enqueue(request); });
  }
};

bool names(const std::string& message, const std::string& what) {
  return message.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(Repeated, "the same request again changes nothing") {
  const EnqueuedRequest again = fleet.enqueue({.sha = "abc1234",
                                               .kind = RequestKind::try_,
                                               .parent = "parent1",
                                               .pr = 7,
                                               .targets = {"a-linux", "b-linux"},
                                               .profiles = {"opt"}});
  CHECK_FALSE(again.created);
  CHECK(again.jobs == 2);
  CHECK(fleet.jobs("abc1234").size() == 2);
}

TEST_CASE_FIXTURE(Repeated, "what is not given is not compared, nor priority, date and limits") {
  CHECK_FALSE(fleet.enqueue({.sha = "abc1234"}).created);
  CHECK_FALSE(fleet
                  .enqueue({.sha = "abc1234",
                            .date = from_us(1),
                            .priority = 99,
                            .max_attempts = 9,
                            .time_limit = 1s})
                  .created);
  CHECK(fleet.status("abc1234").priority == 10);
}

TEST_CASE_FIXTURE(Repeated, "each difference is a conflict that names it") {
  CHECK(names(conflict({.sha = "abc1234", .kind = RequestKind::master}), "kind try, not master"));
  CHECK(names(conflict({.sha = "abc1234", .parent = "parent2"}), "parent parent1, not parent2"));
  CHECK(names(conflict({.sha = "abc1234", .pr = 8}), "pull request 7, not 8"));
  CHECK(names(conflict({.sha = "abc1234", .targets = {"a-linux"}}), "targets"));
  CHECK(names(conflict({.sha = "abc1234", .backends = {"gcc"}}), "backends default, not gcc"));
  CHECK(names(conflict({.sha = "abc1234", .profiles = {"opt", "debug"}}), "profiles"));
}

TEST_CASE_FIXTURE(Repeated, "a parent may be given where there was none, once") {
  fleet.enqueue({.sha = "def1234"});
  CHECK_FALSE(fleet.enqueue({.sha = "def1234", .parent = "abc1234"}).created);
  CHECK(fleet.status("def1234").parent == "abc1234");
  CHECK(names(conflict({.sha = "def1234", .parent = "other12"}), "parent"));
}
