#include "access/roles.hpp"
#include "support/printing.hpp"

#include <perfq/fleet.hpp>

#include <array>

using namespace perfq;
using namespace perfq::test;

namespace {

/// What a collector's claims and ends write beyond their own jobs, as the role of a collector.
struct CollectorRole : Roles {
  CollectorRole() : queue(open(as("collector").url())), fleet(queue) {
    owner().run("collector add c1 --slots 9");
    owner().run("collector add c2 --slots 9");
  }

  void enqueue(const std::string& sha) {
    REQUIRE(owner().run("enqueue " + sha + " --profile a --profile b") == 0);
  }

  Lease claim(const std::string& collector, const std::string& version = {}) {
    const FleetAnswer answer = fleet.claim({.collector = collector, .version = version});
    REQUIRE_MESSAGE(answer.jobs.size() == 1, answer.reason);
    return answer.jobs.front().claimed.lease();
  }

  bool happened(const std::string& type) const {
    const auto types = owner().event_types();
    return std::find(types.begin(), types.end(), type) != types.end();
  }

  std::string table(const std::string& name) const { return owner().table(name); }

  Queue queue;
  Fleet fleet;
};

}  // namespace

TEST_CASE_FIXTURE(CollectorRole, "a request is pinned anew, what another version did runs again") {
  enqueue("aaaaaaa1");
  for (int i = 0; i < 2; ++i) {
    const Lease lease = claim("c1", "v1");
    queue.report_steps(lease, std::array{StepReport{.step = "s", .state = StepState::done}});
    CHECK(queue.complete(lease) == Ack::done);
  }
  owner().sql("UPDATE " + table("job") +
              " SET state = 'queued', ended_at_us = NULL WHERE id = (SELECT max(id) FROM " +
              table("job") + ")");
  for (const char* change : {"request SET pinned_at_us = 1", "worker SET seen_at_us = 1",
                             "session SET seen_at_us = 1", "attempt SET ended_at_us = 1"})
    owner().sql("UPDATE " + owner().name() + "." + change);
  const Lease again = claim("c2", "v2");
  CHECK(happened("request.repinned"));
  CHECK(queue.steps(again.job).empty());
  CHECK(fleet.status("aaaaaaa1").group.state == GroupState::running);
  CHECK(queue.complete(again) == Ack::done);
  CHECK(queue.complete(claim("c2", "v2")) == Ack::done);
  CHECK(fleet.status("aaaaaaa1").group.outcome == GroupOutcome::complete);
}

TEST_CASE_FIXTURE(CollectorRole,
                  "who calls three artifacts bad is quarantined, they are put back") {
  for (const char* sha : {"aaaaaaa1", "aaaaaaa2", "aaaaaaa3"}) {
    enqueue(sha);
    CHECK(fleet.fail_artifact(claim("c1"), "no such artifact") == Ack::done);
  }
  CHECK(fleet.collector("c1")->state == CollectorState::quarantined);
  for (const char* sha : {"aaaaaaa1", "aaaaaaa2", "aaaaaaa3"})
    CHECK(fleet.status(sha).jobs.queued == 2);
  CHECK(owner().sql("SELECT count(*) FROM " + table("bad_artifact")) == "0\n");
}

TEST_CASE_FIXTURE(CollectorRole,
                  "a worker that fails fast is quarantined, and its probe brings it back") {
  owner().run({"job", "add", "--queue", "q", "--from", "-"}, "{}\n{}\n{}\n{}\n{}\n{}\n{}\n");
  const ClaimRequest request{.queue = "q", .worker = "w1"};
  for (int i = 0; i < 5; ++i) {
    const ClaimAnswer answer = queue.claim(request);
    REQUIRE(answer.jobs.size() == 1);
    queue.fail({.lease = answer.jobs.front().lease(), .error = "e", .permanent = true});
  }
  CHECK(queue.claim(request).refused.find("quarantined") != std::string::npos);
  for (const bool well : {false, true}) {
    owner().sql("UPDATE " + table("worker") + " SET quarantined_until_us = 1");
    const ClaimAnswer probe = queue.claim(request);
    REQUIRE(probe.jobs.size() == 1);
    if (well)
      CHECK(queue.complete(probe.jobs.front().lease()) == Ack::done);
    else
      queue.fail({.lease = probe.jobs.front().lease(), .error = "e"});
  }
  CHECK(happened("collector.resumed"));
}

TEST_CASE_FIXTURE(CollectorRole, "a probe that fails later than fast brings its worker back, too") {
  owner().run("job add --queue q");
  owner().sql("INSERT INTO " + table("worker") +
              " (name, state, quarantined_until_us, fast_failures, changed_at_us) VALUES "
              "('w1', 'quarantined', 1, 5, 1)");
  const ClaimAnswer probe = queue.claim({.queue = "q", .worker = "w1"});
  REQUIRE(probe.jobs.size() == 1);
  owner().sql("UPDATE " + table("job") + " SET claimed_at_us = claimed_at_us - 6000000");
  CHECK(queue.fail({.lease = probe.jobs.front().lease(), .error = "e"}) == Ack::done);
  CHECK(happened("collector.resumed"));
}

TEST_CASE_FIXTURE(CollectorRole,
                  "a claim ends what has run out, was given up or not claimed in time") {
  owner().run("job add --queue q --max-attempts 1");
  owner().run("job add --queue r --queue-timeout 1h --cancel-if-abandoned");
  owner().run("job add --queue s --cancel-if-abandoned");
  REQUIRE(queue.claim({.queue = "q", .worker = "w1"}).jobs.size() == 1);
  REQUIRE(queue.claim({.queue = "s", .worker = "w1"}).jobs.size() == 1);
  owner().sql("UPDATE " + table("job") +
              " SET lease_expires_at_us = CASE queue WHEN 'q' THEN 1 ELSE lease_expires_at_us END, "
              "claim_by_us = CASE queue WHEN 'r' THEN 1 END, "
              "wanted_until_us = CASE queue WHEN 's' THEN 1 END");
  queue.claim({.queue = "nothing", .worker = "w1"});
  CHECK(queue.find(1)->state == JobState::failed);
  CHECK(queue.find(2)->state == JobState::cancelled);
  CHECK(queue.find(3)->cancel_requested);
}

TEST_CASE_FIXTURE(CollectorRole,
                  "partial results are announced, and a dead collector's set moves") {
  enqueue("aaaaaaa1");
  CHECK(queue.complete(claim("c1")) == Ack::done);
  owner().sql("UPDATE " + table("worker") + " SET seen_at_us = 1");
  owner().sql("UPDATE " + table("collector") + " SET added_at_us = 1");
  owner().sql("UPDATE " + table("session") + " SET seen_at_us = 1");
  owner().sql("UPDATE " + table("job_group") + " SET created_at_us = 1");
  Queue later = open(as("collector").url());
  Fleet(later).claim({.collector = "nobody"});
  CHECK(happened("request.partial_ready"));
  sql("collector", "UPDATE {t}.bench_job SET moved_from = 'c1'");
  CHECK(sql("collector", "SELECT {t}.note_event(1, 'job.moved', 2, 1, 'c2', 'me', NULL)") == "t\n");
}
