#include "support/cli.hpp"
#include "support/tcp_proxy.hpp"

#include <perfq/fleet.hpp>

#include <array>
#include <future>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A queue whose connections go through a proxy, and the same queue without it.
struct BehindProxy {
  PostgresStore store;
  TcpProxy proxy{postgres_server()};
  Queue direct = open(store.url());
  // No sweep but the first: the next commit is that of the call in hand.
  Queue queue;
  Fleet fleet{queue};

  explicit BehindProxy(microseconds give_up_after = 10s)
      : queue(open(proxy.through(store.url()),
                   {.sweep_interval = 1h, .give_up_after = give_up_after})) {
    queue.claim({.queue = "nothing-is-ever-here", .worker = "w1"});
  }

  Claimed claim_one() {
    const ClaimAnswer answer = queue.claim({.worker = "w1"});
    REQUIRE(answer.jobs.size() == 1);
    return answer.jobs.front();
  }
};

/// It is to see calls give up.
struct Impatient : BehindProxy {
  Impatient() : BehindProxy(2s) {}
};

/// What the call throws; fails the test where it throws nothing.
template <class Call>
Error thrown_by(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return {ErrorKind::bug, ""};
}

}  // namespace

// D3 breaks with libqueue/postgres/error.cpp:
//   s/const bool unknown = phase == .*/const bool unknown = false;/
// D3 breaks with libqueue/store/claim.cpp:
//   s/^  if (rows.empty()) return std::nullopt;/  if (!rows.empty()) return std::nullopt;/
TEST_CASE_FIXTURE(BehindProxy, "D3: a claim whose answer is lost has what it claimed") {
  const auto jobs = direct.enqueue(std::vector<NewJob>(3));
  proxy.drop_next_commit();
  const ClaimAnswer answer = queue.claim({.worker = "w1", .max = 2});
  CHECK(proxy.dropped() == 1);
  REQUIRE(answer.jobs.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(answer.jobs[i].job.id == jobs[i].job);
    CHECK(answer.jobs[i].attempt == 1);
    CHECK(queue.complete(answer.jobs[i].lease()) == Ack::done);
    CHECK(direct.attempts(jobs[i].job).size() == 1);
  }
  CHECK(direct.find(jobs[2].job)->leases == 0);
}

TEST_CASE_FIXTURE(BehindProxy, "D3: so has one that hands in what is done") {
  const auto jobs = direct.enqueue(std::vector<NewJob>(3));
  const std::array done{Completion{claim_one().lease(), "[1]"}};
  proxy.drop_next_commit();
  const auto [acks, claimed] = queue.complete_and_claim(done, {.worker = "w1"});
  CHECK(proxy.dropped() == 1);
  CHECK(acks == std::vector{Ack::done});
  REQUIRE(claimed.jobs.size() == 1);
  CHECK(claimed.jobs.front().job.id == jobs[1].job);
  CHECK(queue.complete(claimed.jobs.front().lease()) == Ack::done);
  CHECK(direct.attempts(jobs[0].job).size() == 1);
  CHECK(direct.find(jobs[2].job)->leases == 0);
}

TEST_CASE_FIXTURE(BehindProxy, "D3: so has a collector's claim, with what the job is about") {
  Fleet direct_fleet(direct);
  direct_fleet.add_collector({.id = "c1", .slots = 2});
  for (const char* sha : {"sha-1", "sha-2"}) direct_fleet.enqueue({.sha = sha});
  fleet.claim({.collector = "c1", .session = "no such"});
  proxy.drop_next_commit();
  const FleetAnswer answer = fleet.claim({.collector = "c1"});
  CHECK(proxy.dropped() == 1);
  REQUIRE(answer.jobs.size() == 1);
  REQUIRE(answer.jobs.front().bench.has_value());
  CHECK(answer.jobs.front().bench->sha == "sha-1");
  CHECK(direct_fleet.collector("c1")->running.size() == 1);
  CHECK(queue.complete(answer.jobs.front().claimed.lease()) == Ack::done);
}

// D3 breaks with libqueue/store/enqueue.cpp: s/return any ? /return !any ? /
TEST_CASE_FIXTURE(BehindProxy,
                  "D3: an enqueue with a unique key has made one job, even an ended one") {
  proxy.drop_next_commit();
  const Enqueued made = queue.enqueue({.unique_key = "k"});
  CHECK(proxy.dropped() == 1);
  CHECK(made.created);
  CHECK_FALSE(queue.enqueue({.unique_key = "k"}).created);
  REQUIRE(direct.list({}).size() == 1);
  CHECK(direct.list({}).front().id == made.job);
}

TEST_CASE_FIXTURE(BehindProxy, "D3: an enqueue without one is not repeated, and says so") {
  proxy.drop_next_commit();
  CHECK(thrown_by([&] { queue.enqueue(NewJob{}); }).effect_unknown());
  CHECK(direct.list({}).size() == 1);
}

// S4 breaks with libqueue/store/end.cpp:
//   s/ look_back(context, lease, .*;/ held(context, lease) ? Ack::done : Ack::lease_lost);/
// S4 breaks with libqueue/store/end.cpp:
//   s/if (!facts) return look_back(.*);/if (!facts) return Ack::lease_lost;/
TEST_CASE_FIXTURE(BehindProxy, "D3, S4: ends whose answers are lost took effect, once") {
  direct.enqueue(std::vector<NewJob>(3));
  const Claimed done = claim_one();
  const Claimed failed = claim_one();
  const Claimed released = claim_one();
  proxy.drop_next_commit();
  CHECK(queue.complete(done.lease(), "[1]") == Ack::done);
  proxy.drop_next_commit();
  CHECK(queue.fail({.lease = failed.lease(), .error = "no"}) == Ack::done);
  proxy.drop_next_commit();
  CHECK(queue.release({.lease = released.lease()}) == Ack::done);
  CHECK(proxy.dropped() == 3);
  CHECK(direct.find(done.job.id)->result == "[1]");
  CHECK(direct.find(failed.job.id)->charged == 1);
  CHECK(direct.find(released.job.id)->releases == 1);
  for (const Claimed* claimed : {&done, &failed, &released})
    CHECK(direct.attempts(claimed->job.id).size() == 1);
}

// D2 breaks with libqueue/postgres/own_database.cpp:
//   s/ silence_limit_ + more}/ std::chrono::hours{1} + more}/
TEST_CASE_FIXTURE(Impatient, "D2: frozen, every call ends in time, and work goes on after") {
  direct.enqueue(std::vector<NewJob>(2));
  const Claimed claimed = claim_one();
  const std::array leases{claimed.lease()};
  proxy.freeze();
  const std::vector<std::function<void()>> calls{
      [&] { queue.claim({.worker = "w1"}); }, [&] { queue.heartbeat(leases, 60s); },
      [&] { queue.complete(claimed.lease()); }, [&] { queue.find(1); },
      [&] { queue.enqueue({.unique_key = "k"}); }};
  for (const auto& call : calls) {
    const auto start = std::chrono::steady_clock::now();
    const Error error = thrown_by(call);
    CAPTURE(error.what());
    CHECK(error.kind() == ErrorKind::unavailable);
    CHECK(std::chrono::steady_clock::now() - start < 20s);
  }
  proxy.pass();
  CHECK(queue.complete(claimed.lease()) == Ack::done);
  CHECK(queue.complete(claim_one().lease()) == Ack::done);
  CHECK(direct.list({.state = JobState::queued}).empty());
}

// D2 breaks with libqueue/postgres/error.cpp:
//   s/return ErrorKind::unavailable;/return ErrorKind::storage;/
TEST_CASE_FIXTURE(Impatient, "D2: refused, a call may be retried, and reconnects by itself") {
  direct.enqueue(NewJob{});
  proxy.refuse();
  CHECK(thrown_by([&] { queue.claim({.worker = "w1"}); }).may_retry());
  proxy.pass();
  CHECK(queue.complete(claim_one().lease()) == Ack::done);
}

// D2 breaks with libqueue/store/claim.cpp:
//   s/^  if (rows.empty()) return std::nullopt;/  if (rows.empty()) return ClaimAnswer{};/
TEST_CASE_FIXTURE(BehindProxy,
                  "D2: cut in mid-call, a claim finds that it took nothing and asks again") {
  const JobId job = direct.enqueue(NewJob{}).job;
  proxy.freeze();
  auto claim = std::async(std::launch::async, [&] { return queue.claim({.worker = "w1"}); });
  proxy.await_frozen_call();
  proxy.cut();
  proxy.pass();
  const ClaimAnswer answer = claim.get();
  REQUIRE(answer.jobs.size() == 1);
  CHECK(answer.jobs.front().attempt == 1);
  CHECK(direct.find(job)->leases == 1);
}
