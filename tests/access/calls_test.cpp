#include "access/roles.hpp"
#include "support/failure.hpp"

#include <perfq/autoscale.hpp>
#include <perfq/doctor.hpp>
#include <perfq/fleet.hpp>
#include <perfq/metrics.hpp>
#include <perfq/suite.hpp>

#include <array>
#include <functional>

using namespace perfq;
using namespace perfq::test;

namespace {

struct Opened {
  explicit Opened(const std::string& url) : queue(open(url)) {}

  Queue queue;
  Fleet fleet{queue};
};

Lease claim(Opened& by, const std::string& queue) {
  return by.queue.claim({.queue = queue, .worker = "w1"}).jobs.at(0).lease();
}

/// What calls are about: made anew by the owner for each call, since some of them take it.
struct Stage {
  explicit Stage(Opened& owner, int number) : sha("abcdef0-" + std::to_string(number)) {
    queued = owner.queue.enqueue({.queue = "queued"}).job;
    owner.queue.enqueue({.queue = "running"});
    running = claim(owner, "running");
    owner.queue.enqueue({.queue = "ended"});
    const Lease last = claim(owner, "ended");
    ended = last.job;
    owner.queue.complete(last);
    session = owner.queue.start_session("w1", {}, std::chrono::seconds{60});
    owner.fleet.enqueue({.sha = sha});
    bench = fleet_lease(owner);
    ended_sha = "ended-" + sha;
    owner.fleet.enqueue({.sha = ended_sha});
    owner.fleet.cancel(ended_sha);
  }

  Lease fleet_lease(Opened& owner) const {
    for (const JobStatus& job : owner.fleet.jobs(sha)) {
      FleetAnswer answer = owner.fleet.claim({.collector = "c1", .max = 1});
      if (!answer.jobs.empty()) return answer.jobs.front().claimed.lease();
      return {job.job.id, "none"};
    }
    return {};
  }

  std::string sha;
  std::string ended_sha;
  JobId queued = 0;
  JobId ended = 0;
  Lease running;
  Lease bench;
  std::string session;
};

struct Call {
  std::string name;
  std::string who;  ///< of c(ollector), s(ubmitter), r(eader) those who may
  std::function<void(Opened&, const Stage&)> make;
};

const Suite& suite() {
  static const Suite parsed = parse_suite(R"({"name":"s","targets":{"t":{"sets":[["b"]]}},
    "backends":["x"],"profiles":["y"],
    "kinds":[{"name":"bench","each":["target","set","backend","profile"]}]})");
  return parsed;
}

/// Evaluated before it is checked: what throws is the call's own failure.
void must(bool holds) {
  CHECK(holds);
}

const std::vector<Call> queue_calls = {
    {"enqueue", "s", [](Opened& by, const Stage&) { by.queue.enqueue(NewJob{}); }},
    {"enqueue with a key", "s",
     [](Opened& by, const Stage&) { by.queue.enqueue({.unique_key = "k"}); }},
    {"enqueue_group", "s",
     [](Opened& by, const Stage&) { by.queue.enqueue_group("g", std::array{NewJob{}}); }},
    {"enqueue_group of none", "s",
     [](Opened& by, const Stage&) { by.queue.enqueue_group("g", {}); }},
    {"submit", "s",
     [](Opened& by, const Stage&) {
       by.queue.submit({.unique_key = "k"},
                       {.queue_timeout = std::chrono::hours{1}, .cancel_if_abandoned = true});
     }},
    {"wait", "csr",
     [](Opened& by, const Stage& on) { by.queue.wait(on.queued, {.limit = microseconds{0}}); }},
    {"wait by name", "s",
     [](Opened& by, const Stage& on) {
       by.queue.wait(on.queued, {.limit = microseconds{0}, .waiter = "me"});
     }},
    {"waiters", "csr", [](Opened& by, const Stage& on) { by.queue.waiters(on.queued); }},
    {"find_result", "csr", [](Opened& by, const Stage&) { by.queue.find_result("q", "k"); }},
    {"start_session", "c",
     [](Opened& by, const Stage&) { by.queue.start_session("w2", {}, std::chrono::hours{1}); }},
    {"end_session", "c", [](Opened& by, const Stage& on) { by.queue.end_session(on.session); }},
    {"claim", "c",
     [](Opened& by, const Stage&) { by.queue.claim({.queue = "queued", .worker = "w2"}); }},
    {"heartbeat", "c",
     [](Opened& by, const Stage& on) {
       must(by.queue.heartbeat(std::array{on.running}, {}, on.session).at(0).renewed);
     }},
    {"keep_output", "c",
     [](Opened& by, const Stage& on) {
       must(by.queue.keep_output(on.running, "out") == Ack::done);
       must(by.queue.keep_output(on.running, "output") == Ack::done);
     }},
    {"complete", "c",
     [](Opened& by, const Stage& on) { must(by.queue.complete(on.running, "1") == Ack::done); }},
    {"fail", "c",
     [](Opened& by, const Stage& on) {
       must(by.queue.fail({.lease = on.running, .error = "e"}) == Ack::done);
     }},
    {"release", "c",
     [](Opened& by, const Stage& on) {
       must(by.queue.release({.lease = on.running}) == Ack::done);
     }},
    {"report_steps", "c",
     [](Opened& by, const Stage& on) {
       for (const StepState state : {StepState::start, StepState::done})
         by.queue.report_steps(on.running, std::array{StepReport{.step = "s", .state = state}});
     }},
    {"cancel", "s",
     [](Opened& by, const Stage& on) { must(by.queue.cancel(on.queued) == Change::done); }},
    {"cancel what runs", "s",
     [](Opened& by, const Stage& on) {
       must(by.queue.cancel(on.running.job) == Change::requested);
     }},
    {"retry", "", [](Opened& by, const Stage& on) { by.queue.retry(on.ended); }},
    {"drain", "", [](Opened& by, const Stage&) { by.queue.drain("w3"); }},
    {"resume", "", [](Opened& by, const Stage&) { by.queue.resume("w4"); }},
    {"prune", "", [](Opened& by, const Stage&) { by.queue.prune(microseconds{0}); }},
    {"prune rehearsed", "csr",
     [](Opened& by, const Stage&) { by.queue.prune(microseconds{0}, {}, true); }},
    {"look", "csr",
     [](Opened& by, const Stage& on) {
       must(by.queue.find(on.ended).has_value());
       must(by.queue.attempts(on.ended).size() == 1);
       by.queue.steps(on.ended);
       by.queue.output(on.ended);
       by.queue.group(1);
       by.queue.group_jobs(1);
       must(!by.queue.list({}).empty());
       must(!by.queue.events(0, 10).empty());
       by.queue.now();
     }},
};

const std::vector<Call> fleet_calls = {
    {"fleet: enqueue", "s",
     [](Opened& by, const Stage& on) { by.fleet.enqueue({.sha = "new-" + on.sha}); }},
    {"fleet: enqueue a waiting one", "s",
     [](Opened& by, const Stage& on) {
       by.fleet.enqueue({.sha = "w-" + on.sha, .waiting = true});
       must(by.fleet.enqueue({.sha = "w-" + on.sha, .parent = on.sha, .backfill_parent = true})
                .state == GroupState::queued);
     }},
    {"fleet: rehearse", "s",
     [](Opened& by, const Stage&) { by.fleet.rehearse(std::array{NewRequest{.sha = "r"}}); }},
    {"fleet: cancel", "s",
     [](Opened& by, const Stage& on) { must(by.fleet.cancel(on.sha) == Change::done); }},
    {"fleet: retry", "", [](Opened& by, const Stage& on) { by.fleet.retry(on.ended_sha, false); }},
    {"fleet: prioritize", "", [](Opened& by, const Stage& on) { by.fleet.prioritize(on.sha, 7); }},
    {"fleet: prune one", "", [](Opened& by, const Stage& on) { by.fleet.prune(on.ended_sha); }},
    {"fleet: prune", "", [](Opened& by, const Stage&) { by.fleet.prune({}, {}, false); }},
    {"fleet: load_suite", "", [](Opened& by, const Stage&) { by.fleet.load_suite(suite()); }},
    {"fleet: rehearse_suite", "",
     [](Opened& by, const Stage&) { by.fleet.rehearse_suite(suite()); }},
    {"fleet: add_collector", "",
     [](Opened& by, const Stage&) { by.fleet.add_collector({.id = "c9"}); }},
    {"fleet: change_collector", "",
     [](Opened& by, const Stage&) { by.fleet.change_collector({.id = "c1", .slots = 5}); }},
    {"fleet: bind a collector", "",
     [](Opened& by, const Stage&) { by.fleet.change_collector({.id = "c2", .role = ""}); }},
    {"fleet: drain_collector", "",
     [](Opened& by, const Stage&) { by.fleet.drain_collector("c1", true); }},
    {"fleet: resume_collector", "",
     [](Opened& by, const Stage&) { by.fleet.resume_collector("c3"); }},
    {"fleet: remove_collector", "",
     [](Opened& by, const Stage&) { by.fleet.remove_collector("c1"); }},
    {"fleet: claim", "c",
     [](Opened& by, const Stage&) {
       by.fleet.claim({.collector = "c2", .version = "v1", .takeover = true});
     }},
    {"fleet: fail_artifact", "c",
     [](Opened& by, const Stage& on) { by.fleet.fail_artifact(on.bench, "it is bad"); }},
    {"fleet: look", "csr",
     [](Opened& by, const Stage& on) {
       must(by.fleet.status(StatusQuery{}).requests.size() >= 2);
       must(by.fleet.status(on.sha).sha == on.sha);
       must(by.fleet.resolve(on.sha) == on.sha);
       must(by.fleet.jobs(on.sha).size() == 1);
       must(by.fleet.results(on.sha).size() == 1);
       must(by.fleet.collectors().size() == 3);
       by.fleet.suites();
       by.fleet.describe(on.ended);
       by.fleet.labelled("k", "v");
       by.fleet.shas_of(by.queue.events(0, 10));
     }},
    {"metrics, demand, doctor", "csr",
     [](Opened& by, const Stage&) {
       metrics(by.queue);
       must(!demands(by.queue).empty());
       for (const Finding& finding : examine(by.queue)) {
         CAPTURE(finding.detail);
         must((finding.healthy || finding.check == "oldest_transaction"));
       }
     }},
};

/// Every call as every kind: it works, or is refused in one clear line and leaves no trace.
void check_all(const std::vector<Call>& calls) {
  const Roles roles;
  Opened owner(roles.owner().url());
  for (const char* id : {"c1", "c2", "c3"}) owner.fleet.add_collector({.id = id, .slots = 999});
  owner.fleet.drain_collector("c3", false);
  int number = 0;
  for (const std::string kind : {"collector", "submitter", "reader"}) {
    Opened by(roles.as(kind).url());
    for (const Call& call : calls) {
      CAPTURE(kind);
      CAPTURE(call.name);
      const Stage stage(owner, ++number);
      const auto before = owner.queue.events(0, 100'000).size();
      const Failed failed = failure_of([&] { call.make(by, stage); });
      CAPTURE(failed.text);
      const bool may = call.who.find(kind.front()) != std::string::npos;
      CHECK(failed.thrown != may);
      if (may || !failed.thrown) continue;
      CHECK(failed.kind == ErrorKind::storage);
      CHECK(failed.text.find("perfq migrate --grant") != std::string::npos);
      CHECK(owner.queue.events(0, 100'000).size() == before);
    }
  }
  CHECK(roles.owner().run("doctor") == 0);
}

}  // namespace

TEST_CASE("each kind of role, and every call of the queue") {
  check_all(queue_calls);
}

TEST_CASE("each kind of role, and every call of the benchmark layer") {
  check_all(fleet_calls);
}
