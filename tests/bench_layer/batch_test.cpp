#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

namespace {

std::vector<NewRequest> chain(int length) {
  std::vector<NewRequest> requests;
  for (int i = 0; i < length; ++i) {
    NewRequest request{.sha = "commit-" + std::to_string(1000 + i)};
    if (i > 0) request.parent = requests.back().sha;
    requests.push_back(request);
  }
  return requests;
}

}  // namespace

TEST_CASE_FIXTURE(ClockedFleet, "many requests are made in one call, in their order") {
  const auto made = fleet.enqueue(chain(40));
  REQUIRE(made.size() == 40);
  for (std::size_t i = 0; i < made.size(); ++i) {
    CHECK(made[i].created);
    CHECK(made[i].sha == "commit-" + std::to_string(1000 + i));
    CHECK(made[i].position == static_cast<int>(i) + 1);
  }
  for (const EnqueuedRequest& again : fleet.enqueue(chain(40))) CHECK_FALSE(again.created);
  CHECK(fleet.status(StatusQuery{}).queue.queued == 40);
}

TEST_CASE_FIXTURE(ClockedFleet, "a bad one is named by its number and nothing is enqueued") {
  auto requests = chain(5);
  requests[3].sha = "no sha";
  CHECK(error_of([&] { fleet.enqueue(requests); }) == ErrorKind::invalid);
  CHECK(message_of([&] { fleet.enqueue(requests); }).starts_with("request 4: "));
  CHECK(fleet.status(StatusQuery{}).requests.empty());
}

TEST_CASE_FIXTURE(ClockedFleet, "so is one that conflicts, with what is stored or in the batch") {
  fleet.enqueue({.sha = "commit-1002", .pr = 1});
  auto requests = chain(5);
  requests[2].pr = 2;
  CHECK(error_of([&] { fleet.enqueue(requests); }) == ErrorKind::conflict);
  CHECK(message_of([&] { fleet.enqueue(requests); }).starts_with("request 3: "));

  requests = chain(2);
  requests.push_back({.sha = "commit-1001", .parent = "another"});
  CHECK(message_of([&] { fleet.enqueue(requests); }).starts_with("request 3: "));
  CHECK(fleet.status(StatusQuery{}).requests.size() == 1);
}

TEST_CASE_FIXTURE(ClockedFleet, "the same one twice in a batch is one request") {
  const auto made = fleet.enqueue(
      std::vector<NewRequest>{{.sha = "a", .waiting = true}, {.sha = "a", .parent = "b"}});
  CHECK(made[0].created);
  CHECK_FALSE(made[1].created);
  CHECK(made[1].state == GroupState::queued);
  CHECK(fleet.jobs("a").size() == 1);
  CHECK(fleet.status("a").parent == "b");
}

TEST_CASE_FIXTURE(ClockedFleet, "a batch makes waiting ones ready and gives parents") {
  auto requests = chain(20);
  for (NewRequest& request : requests) request = {.sha = request.sha, .waiting = true};
  fleet.enqueue(requests);
  for (const EnqueuedRequest& ready : fleet.enqueue(chain(20))) {
    CHECK_FALSE(ready.created);
    CHECK(ready.state == GroupState::queued);
    CHECK(ready.jobs == 1);
  }
  CHECK(fleet.status("commit-1019").parent == "commit-1018");
}

TEST_CASE_FIXTURE(ClockedFleet, "an empty batch is nothing") {
  CHECK(fleet.enqueue(std::vector<NewRequest>{}).empty());
}
