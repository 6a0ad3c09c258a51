#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

namespace {

struct Family : ClockedFleet {
  bool circle(const std::vector<NewRequest>& requests) {
    const auto kind = error_of([&] { fleet.enqueue(requests); });
    return kind == ErrorKind::invalid;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Family, "its own parent") {
  CHECK(circle({{.sha = "a", .parent = "a"}}));
}

TEST_CASE_FIXTURE(Family, "a circle within a batch names its first member") {
  const std::vector<NewRequest> requests{{.sha = "outside", .parent = "a"},
                                         {.sha = "a", .parent = "b"},
                                         {.sha = "b", .parent = "c"},
                                         {.sha = "c", .parent = "a"}};
  CHECK(circle(requests));
  CHECK(message_of([&] { fleet.enqueue(requests); }).starts_with("request 2: "));
}

TEST_CASE_FIXTURE(Family, "a circle through stored requests") {
  fleet.enqueue({.sha = "b", .parent = "a"});
  fleet.enqueue({.sha = "c", .parent = "b"});
  CHECK(circle({{.sha = "a", .parent = "c"}}));
  CHECK(circle({{.sha = "x", .parent = "c"}, {.sha = "a", .parent = "x"}}));
  CHECK(fleet.enqueue({.sha = "a", .parent = "z"}).created);
}

TEST_CASE_FIXTURE(Family, "a circle by a parent that is given later") {
  fleet.enqueue({.sha = "a"});
  fleet.enqueue({.sha = "b", .parent = "a"});
  CHECK(circle({{.sha = "a", .parent = "b"}}));
  CHECK(fleet.status("a").parent.empty());
}

TEST_CASE_FIXTURE(Family, "children before parents, and several children, are no circle") {
  CHECK_FALSE(circle({{.sha = "c", .parent = "b"},
                      {.sha = "d", .parent = "b"},
                      {.sha = "b", .parent = "a"},
                      {.sha = "a", .parent = "z"}}));
  CHECK_FALSE(circle({{.sha = "e", .parent = "d"}, {.sha = "z", .parent = "y"}}));
}
