#include "fleet/history.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <span>
#include <utility>

using namespace perfq::test;

namespace {

using Faults = std::vector<std::string>;

LoggedEvent of_job(const char* type, std::int64_t job, int lease = 0, const char* outcome = "",
                   bool charged = false) {
  LoggedEvent event{.type = type, .job = job, .sha = "abc", .outcome = outcome};
  if (lease != 0) {
    event.collector = "c1";
    event.session = "s1";
    event.lease = lease;
    event.charged = charged;
  }
  return event;
}

LoggedEvent of_request(const char* type, int finishes = 0) {
  return {.type = type, .sha = "abc", .finishes = finishes};
}

PastLease past(std::int64_t job, int lease, const char* outcome, bool charged) {
  return {job,     lease,      charged,
          "c1",    "s1",       "t" + std::to_string(job) + std::to_string(lease),
          outcome, lease * 10, lease * 10 + 5};
}

/// Job 1 is lost once and succeeds, job 2 waits, job 3 runs.
History sound() {
  return {{{.type = "collector.added", .collector = "c1"},
           of_request("request.created"),
           of_request("request.ready"),
           of_job("job.queued", 1),
           of_job("job.queued", 2),
           of_job("job.queued", 3),
           of_job("job.claimed", 1, 1),
           of_request("request.started"),
           of_job("job.lost", 1, 1, "lost", true),
           of_job("job.claimed", 1, 2),
           of_job("job.step", 1, 2),
           of_job("job.succeeded", 1, 2, "succeeded"),
           of_request("request.finished", 1),
           of_job("job.claimed", 3, 1)},
          {past(1, 1, "lost", true), past(1, 2, "succeeded", false)},
          2,
          2,
          1};
}

constexpr std::size_t queued_1 = 3;
constexpr std::size_t first_claim = 6;
constexpr std::size_t lost = 8;
constexpr std::size_t second_claim = 9;
constexpr std::size_t step = 10;
constexpr std::size_t success = 11;
constexpr std::size_t finished = 12;

History numbered(History history) {
  std::int64_t cursor = 0;
  for (LoggedEvent& event : history.events) {
    event.cursor = ++cursor;
    event.at_us = cursor * 1'000'000;
  }
  return history;
}

void insert(History& history, std::size_t at, const LoggedEvent& event) {
  history.events.insert(history.events.begin() + static_cast<std::ptrdiff_t>(at), event);
}

void erase(History& history, std::size_t at) {
  history.events.erase(history.events.begin() + static_cast<std::ptrdiff_t>(at));
}

struct Breach {
  const char* fault;
  std::function<void(History&)> commit;
};

Faults faults_after(const Breach& breach) {
  History history = sound();
  breach.commit(history);
  return faults_in(numbered(history));
}

const Breach breaches_by_a_job[] = {
    {"job 1 was queued twice", [](History& h) { insert(h, 4, of_job("job.queued", 1)); }},
    {"job 4 was never queued", [](History& h) { insert(h, 5, of_job("job.cancelled", 4)); }},
    {"job 1 has two live leases, the older one is of c1", [](History& h) { erase(h, lost); }},
    {"job 1 was claimed after its end",
     [](History& h) { insert(h, success + 1, of_job("job.claimed", 1, 3)); }},
    {"job 1 has lease 3 after 1", [](History& h) { h.events[second_claim].lease = 3; }},
    {"job 1 was claimed with all attempts charged", [](History& h) { h.max_attempts = 1; }},
    {"job 1 was charged above its attempts",
     [](History& h) {
       h.max_attempts = 1;
       h.events[success].charged = true;
     }},
    {"job 1 reported a step under an old lease", [](History& h) { h.events[step].lease = 1; }},
    {"job 1 reported a step while it did not run",
     [](History& h) { std::swap(h.events[step], h.events[success]); }},
    {"job 1 ended twice", [](History& h) { insert(h, finished, h.events[success]); }},
    {"job 1 ended twice", [](History& h) { insert(h, finished, of_job("job.cancelled", 1)); }},
    {"job 1 ended a lease that was not", [](History& h) { insert(h, lost, h.events[lost]); }},
    {"job 1 ended an old lease", [](History& h) { h.events[success].lease = 1; }},
    {"job 1 was ended by another than the one that had the lease",
     [](History& h) { h.events[success].session = "s2"; }},
    {"job 1 changed without its lease", [](History& h) { h.events[success].lease = 0; }},
    {"job 2 was put back though it had not ended",
     [](History& h) { insert(h, first_claim, of_job("job.retried", 2)); }},
};

const Breach breaches_by_others[] = {
    {"request abc ended while it was not open",
     [](History& h) { insert(h, finished, of_request("request.finished", 1)); }},
    {"request abc ended while it was not open",
     [](History& h) { insert(h, finished, of_request("request.cancelled")); }},
    {"request abc counts 2 finishes after 0", [](History& h) { h.events[finished].finishes = 2; }},
    {"job 1 was claimed by c1 after collector.draining",
     [](History& h) { insert(h, queued_1, {.type = "collector.draining", .collector = "c1"}); }},
    {"job 1 was claimed by c1 after collector.quarantined",
     [](History& h) { insert(h, queued_1, {.type = "collector.quarantined", .collector = "c1"}); }},
    {"job 1 was claimed by c1 after collector.removed",
     [](History& h) { insert(h, queued_1, {.type = "collector.removed", .collector = "c1"}); }},
    {"job 1 has attempt 3 that the log lacks",
     [](History& h) { h.leases.push_back(past(1, 3, "lost", true)); }},
    {"job 1 has attempt 1 other than in the log", [](History& h) { h.leases[0].charged = false; }},
    {"job 1 has no attempt for lease 2", [](History& h) { h.leases.pop_back(); }},
    {"job 1 has a gap before lease 2", [](History& h) { h.leases.erase(h.leases.begin()); }},
    {"job 1 has the token of another lease",
     [](History& h) { h.leases[1].token = h.leases[0].token; }},
    {"job 1 has leases that overlap in time",
     [](History& h) { h.leases[0].ended_at_us = h.leases[1].started_at_us + 1; }},
    {"job 1 has a lease that ended before it began",
     [](History& h) { h.leases[1].ended_at_us = h.leases[1].started_at_us - 1; }},
    {"the log leaves 2 jobs open, the database 1", [](History& h) { h.jobs_not_ended = 1; }},
    {"the log leaves 1 jobs running, the database 0", [](History& h) { h.leases_under_way = 0; }},
};

void check_found(std::span<const Breach> breaches) {
  for (const Breach& breach : breaches) {
    const Faults faults = faults_after(breach);
    INFO(breach.fault << " is not among " << in_lines(faults));
    CHECK(std::find(faults.begin(), faults.end(), breach.fault) != faults.end());
  }
}

}  // namespace

TEST_CASE("a sound history has no fault") {
  CHECK(in_lines(faults_in(numbered(sound()))) == "");
}

TEST_CASE("what may happen besides is no fault") {
  History history = sound();
  const LoggedEvent more[] = {of_job("job.cancelled", 2),
                              of_job("job.retried", 1),
                              of_request("request.started"),
                              of_job("job.cancelled", 1),
                              of_request("request.finished", 2),
                              of_job("job.released", 3, 1, "released"),
                              {.type = "collector.draining", .collector = "c1"},
                              {.type = "collector.resumed", .collector = "c1"},
                              of_job("job.claimed", 3, 2)};
  history.events.insert(history.events.end(), std::begin(more), std::end(more));
  history.leases.push_back(past(3, 1, "released", false));
  history.jobs_not_ended = 1;
  CHECK(in_lines(faults_in(numbered(history))) == "");
}

TEST_CASE("a claim at the very moment of a drain may come behind it in the log") {
  History history = sound();
  insert(history, first_claim, {.type = "collector.draining", .collector = "c1"});
  insert(history, first_claim + 2, {.type = "collector.resumed", .collector = "c1"});
  CHECK(in_lines(faults_in(numbered(history))) ==
        "job 1 was claimed by c1 after collector.draining\n");
  history.one_moment_us = 1'000'001;
  CHECK(in_lines(faults_in(numbered(history))) == "");
}

TEST_CASE("each breach by a job is found") {
  check_found(breaches_by_a_job);
}

TEST_CASE("each breach by requests, collectors, attempts and sums is found") {
  check_found(breaches_by_others);
}

TEST_CASE("a cursor that does not rise is found") {
  History history = numbered(sound());
  history.events[4].cursor = history.events[3].cursor;
  CHECK(in_lines(faults_in(history)) == "event 4 is out of turn\n");
}
