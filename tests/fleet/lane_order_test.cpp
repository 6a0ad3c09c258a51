#include "fleet/lane_order.hpp"

#include <doctest/doctest.h>

using namespace perfq::test;

namespace {

/// Jobs 1 and 2 are of the parent, 3 and 4 of the child; 1 and 3 are of one lane, 2 and 4 of
/// another.
const Plan family{{{1, {"parent", "a 0"}},
                   {2, {"parent", "b 0", false}},
                   {3, {"child", "a 0"}},
                   {4, {"child", "b 0", false}}},
                  {{"child", "parent"}, {"parent", "unknown"}}};

LoggedEvent claimed(std::int64_t job, const char* collector, const char* session, int lease = 1) {
  return {.type = "job.claimed",
          .job = job,
          .collector = collector,
          .session = session,
          .lease = lease};
}

LoggedEvent ended(const char* type, LoggedEvent claim) {
  claim.type = type;
  return claim;
}

std::string faults_after(const std::vector<LoggedEvent>& events) {
  History history{.max_attempts = 3};
  for (std::int64_t job = 1; job <= 4; ++job)
    history.events.push_back({.type = "job.queued", .job = job});
  history.events.insert(history.events.end(), events.begin(), events.end());
  return in_lines(order_faults_in(history, family));
}

}  // namespace

TEST_CASE("a lane's order: parents first, in each lane by itself") {
  CHECK(faults_after({claimed(1, "c1", "s1"), claimed(3, "c1", "s1"), claimed(2, "c2", "s2")}) ==
        "");
  CHECK(faults_after({claimed(3, "c1", "s1")}) ==
        "event 0: job 3 was claimed before the parent's job 1\n");
}

TEST_CASE("a lane's order: stays with its collector") {
  CHECK(faults_after({claimed(1, "c1", "s1"), claimed(3, "c2", "s2")}) ==
        "event 0: job 3 of a 0 is not for c2 but for c1\n");
}

TEST_CASE("a lane's order: what was interrupted comes before what is new") {
  const auto first = claimed(1, "c1", "s1");
  CHECK(faults_after({first, claimed(3, "c1", "s2")}) ==
        "event 0: job 3 was claimed before the interrupted job 1\n");
  CHECK(faults_after({first, ended("job.lost", first), claimed(1, "c1", "s2", 2),
                      claimed(3, "c1", "s2")}) == "");
}

TEST_CASE("a request ends behind its required jobs, and waits for no other") {
  const auto first = claimed(1, "c1", "s1");
  const LoggedEvent finished{.type = "request.finished", .sha = "parent"};
  CHECK(faults_after({first, finished}) == "request parent ended before its job 1\n");
  CHECK(faults_after({first, ended("job.succeeded", first), finished}) == "");
}
