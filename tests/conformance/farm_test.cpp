#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// Three machines that run one job each.
struct ThreeWorkers : ClockedQueue {
  std::vector<JobId> submit(int count) {
    std::vector<JobId> jobs;
    for (int i = 0; i < count; ++i) jobs.push_back(queue.submit({}).job);
    return jobs;
  }

  Claimed claim(const std::string& worker) {
    const auto claimed = queue.claim({.worker = worker, .session = sessions.at(worker)}).jobs;
    REQUIRE(claimed.size() == 1);
    return claimed.front();
  }

  std::map<std::string, std::string> sessions{{"w1", queue.start_session("w1", "v1", 60s)},
                                              {"w2", queue.start_session("w2", "v1", 60s)},
                                              {"w3", queue.start_session("w3", "v1", 60s)}};
};

}  // namespace

// S1 breaks with libqueue/queries/sqlite/claim.sql:
//   s/WHERE lease_expires_at_us <= $1/WHERE lease_expires_at_us < 0/
TEST_CASE_FIXTURE(ThreeWorkers, "of three workers two vanish: the one left does all the jobs") {
  const std::vector<JobId> jobs = submit(4);
  claim("w1");
  claim("w2");
  queue.complete(claim("w3").lease());
  queue.complete(claim("w3").lease());
  CHECK(queue.claim({.worker = "w3"}).jobs.empty());
  clock.advance(60s);
  for (int i = 0; i < 2; ++i) queue.complete(claim("w3").lease());
  for (const JobId job : jobs) {
    CHECK(look(queue, job).state == JobState::succeeded);
    CHECK(look(queue, job).worker == "w3");
  }
}

// S2 breaks with libqueue/queries/sqlite/claim.sql:
//   s/ token = given.token, / token = coalesce(job.token, given.token), /
TEST_CASE_FIXTURE(ThreeWorkers, "a worker vanishes in mid-job: its submitter sees one result") {
  const JobId job = submit(1).front();
  const Lease lost = claim("w1").lease();
  clock.advance(60s);
  queue.complete(claim("w2").lease(), "2");
  CHECK(queue.complete(lost, "1") == Ack::lease_lost);
  const auto ended = queue.wait(job, {.limit = 0s});
  REQUIRE(ended.has_value());
  CHECK(ended->result == "2");
  const std::vector<Attempt> attempts = queue.attempts(job);
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].worker == "w1");
  CHECK(attempts[0].outcome == Outcome::lost);
  CHECK(attempts[1].worker == "w2");
}
