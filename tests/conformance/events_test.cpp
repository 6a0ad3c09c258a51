#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> types(Queue& queue, JobId job) {
  std::vector<std::string> found;
  for (const Event& event : queue.events(0))
    if (event.job == job) found.push_back(event.type);
  return found;
}

using Types = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(ClockedQueue, "a job's life is told in order") {
  const JobId job = add(queue, {.max_attempts = 9});
  queue.release({.lease = claim_one(queue).lease()});
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .retry_in = 0us});
  claim_one(queue, "w1");
  clock.advance(60s);
  const Lease last = claim_one(queue, "w2").lease();
  queue.report_steps(last, std::array{StepReport{.step = "s"}});
  queue.complete(last);
  queue.retry(job);
  queue.cancel(job);
  CHECK(types(queue, job) == Types{"job.queued", "job.claimed", "job.released", "job.claimed",
                                   "job.retried", "job.claimed", "job.lost", "job.claimed",
                                   "job.step", "job.succeeded", "job.retried", "job.cancelled"});
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that fails for good is told so, also by the sweep") {
  const JobId failed = add(queue);
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .permanent = true});
  CHECK(types(queue, failed) == Types{"job.queued", "job.claimed", "job.failed"});
  const JobId lost = add(queue, {.max_attempts = 1});
  claim_one(queue);
  clock.advance(60s);
  sweep(queue);
  CHECK(types(queue, lost).back() == "job.failed");
}

TEST_CASE_FIXTURE(ClockedQueue, "an event says when, of what, by which worker and by whom") {
  Queue named = open(store.url, {.clock = clock.reader(), .actor = "ana@host"});
  const GroupId group = named.enqueue_group("build", std::vector<NewJob>(1));
  clock.advance(3s);
  const Claimed claimed = claim_one(named, "w1");
  const std::vector<Event> events = named.events(0);
  const auto of_type = [&](const std::string& type) {
    for (const Event& event : events)
      if (event.type == type) return event;
    FAIL("no event " << type);
    return Event{};
  };
  CHECK(of_type("build.created").group == group);
  CHECK(of_type("job.queued").actor == "ana@host");
  const Event event = of_type("job.claimed");
  CHECK(event.at == clock.now());
  CHECK(event.job == claimed.job.id);
  CHECK(event.group == group);
  CHECK(event.worker == "w1");
  CHECK(event.actor == "ana@host");
  CHECK(event.data.find(R"("attempt")") != std::string::npos);
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "who says nothing of himself is known by the database or the host") {
  add(queue);
  CHECK_FALSE(queue.events(0).at(0).actor.empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a group's life is told with its jobs'") {
  const GroupId group = queue.enqueue_group("build", std::vector<NewJob>(1));
  const Lease lease = claim_one(queue).lease();
  queue.complete(lease);
  queue.retry(lease.job);
  Types found;
  for (const Event& event : queue.events(0))
    if (event.group == group && event.job == 0) found.push_back(event.type);
  REQUIRE(found.size() >= 4);
  CHECK(found[0] == "build.created");
  CHECK(found[1] == "build.ready");
  CHECK(found[2] == "build.started");
  CHECK(found[3] == "build.finished");
}

TEST_CASE_FIXTURE(ClockedQueue, "drain and resume are told") {
  queue.drain("w1");
  queue.drain("w1");
  queue.resume("w1");
  Types found;
  for (const Event& event : queue.events(0)) {
    CHECK(event.worker == "w1");
    found.push_back(event.type);
  }
  CHECK(found == Types{"collector.draining", "collector.resumed"});
}

TEST_CASE_FIXTURE(ClockedQueue, "a cursor goes on just after the event that it names") {
  queue.enqueue(std::vector<NewJob>(10));
  const std::vector<Event> all = queue.events(0);
  REQUIRE(all.size() == 10);
  for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i - 1].cursor < all[i].cursor);
  const std::vector<Event> some = queue.events(all[3].cursor, 4);
  REQUIRE(some.size() == 4);
  CHECK(some.front().cursor == all[4].cursor);
  CHECK(some.back().cursor == all[7].cursor);
  CHECK(queue.events(all.back().cursor).empty());
  CHECK(queue.events(0, 1).at(0).cursor == all[0].cursor);
}

TEST_CASE_FIXTURE(ClockedQueue, "a cursor from another database is an error and not silence") {
  add(queue);
  ClockedQueue other;
  add(other.queue);
  const std::int64_t here = queue.events(0).back().cursor;
  const std::int64_t there = other.queue.events(0).back().cursor;
  CHECK(error_of([&] { queue.events(there); }) == ErrorKind::invalid);
  CHECK(error_of([&] { other.queue.events(here); }) == ErrorKind::invalid);
  CHECK(error_of([&] { queue.events(here + 1); }) == ErrorKind::invalid);
  CHECK(error_of([&] { queue.events(1); }) == ErrorKind::invalid);
  CHECK(error_of([&] { queue.events(-1); }) == ErrorKind::invalid);
}

TEST_CASE_FIXTURE(ClockedQueue, "a cursor from before pruned history is an error and not silence") {
  queue.cancel(add(queue));
  const std::vector<Event> old = queue.events(0);
  clock.advance(24h);
  const JobId kept = add(queue);
  CHECK(queue.prune(1h) == 1);
  CHECK(error_of([&] { queue.events(old.front().cursor); }) == ErrorKind::invalid);
  const std::vector<Event> left = queue.events(0);
  REQUIRE(left.size() == 1);
  CHECK(left[0].job == kept);
  CHECK(queue.events(left[0].cursor).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "who has read up to pruned history goes on without a gap") {
  queue.cancel(add(queue));
  const std::int64_t read_to = queue.events(0).back().cursor;
  clock.advance(24h);
  queue.prune(1h);
  CHECK(queue.events(read_to).empty());
  const JobId next = add(queue);
  CHECK(queue.events(read_to).at(0).job == next);
}

TEST_CASE_FIXTURE(ClockedQueue, "a reader goes on page by page past what was pruned in between") {
  for (int i = 0; i < 3; ++i) add(queue);
  queue.cancel(add(queue));
  clock.advance(24h);
  CHECK(queue.prune(1h) == 1);
  std::int64_t cursor = 0;
  for (int page = 0; page < 3; ++page) {
    const std::vector<Event> next = queue.events(cursor, 1);
    REQUIRE(next.size() == 1);
    cursor = next.front().cursor;
  }
  CHECK(queue.events(cursor, 1).empty());
  const JobId added = add(queue);
  REQUIRE(queue.events(cursor, 1).size() == 1);
  CHECK(queue.events(0).back().job == added);
}

TEST_CASE_FIXTURE(ClockedQueue, "the cursor of the newest event stays good when that is pruned") {
  add(queue);
  queue.cancel(add(queue));
  const std::int64_t newest = queue.events(0).back().cursor;
  clock.advance(24h);
  CHECK(queue.prune(1h) == 1);
  Queue another = open(store.url);
  CHECK(another.events(newest).empty());
}
