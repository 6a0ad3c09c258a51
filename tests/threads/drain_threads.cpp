#include "support/clocked_queue.hpp"
#include "support/printing.hpp"
#include "support/together.hpp"

#include <doctest/doctest.h>

#include <array>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// What many claimers got, and how often.
struct Claims {
  void add(const ClaimAnswer& answer) {
    const std::lock_guard lock(mutex);
    for (const Claimed& claimed : answer.jobs) {
      if (!once.insert(claimed.job.id).second) twice.insert(claimed.job.id);
      tokens.insert(claimed.token);
    }
  }

  std::mutex mutex;
  std::set<JobId> once;
  std::set<JobId> twice;
  std::set<std::string> tokens;
};

// Claims in batches of its own size and completes them until nothing is left.
void drain(Queue& queue, int number, Claims& claims) {
  constexpr std::array batches{1, 1, 7, 50};
  const ClaimRequest request{.worker = "w" + std::to_string(number),
                             .max = batches[static_cast<std::size_t>(number) % batches.size()]};
  while (true) {
    const ClaimAnswer answer = queue.claim(request);
    if (answer.jobs.empty()) return;
    claims.add(answer);
    std::vector<Completion> completions;
    for (const Claimed& claimed : answer.jobs) completions.push_back({claimed.lease(), {}});
    for (const Ack ack : queue.complete(completions))
      if (ack != Ack::done) throw std::logic_error("a completion was refused");
  }
}

void check_drained(Queue& queue, Claims& claims, std::size_t jobs) {
  CHECK(claims.once.size() == jobs);
  CHECK(claims.twice.empty());
  CHECK(claims.tokens.size() == jobs);
  const std::vector<Job> done = queue.list({.state = JobState::succeeded, .limit = 100'000});
  CHECK(done.size() == jobs);
  for (const Job& job : done) CHECK(job.leases == 1);
}

}  // namespace

TEST_CASE("16 threads of one queue drain 2,000 jobs in mixed batches, each once") {
  const TestStore store = open_test_store();
  Queue queue = open(store.url, real_time_options());
  queue.enqueue(std::vector<NewJob>(2000));
  Claims claims;
  together(16, [&](int number) { drain(queue, number, claims); });
  check_drained(queue, claims, 2000);
}

TEST_CASE("four queues open on one database drain it, each job once") {
  const TestStore store = open_test_store();
  std::vector<Queue> queues;
  for (int i = 0; i < 4; ++i) queues.push_back(open(store.url, real_time_options()));
  queues[0].enqueue(std::vector<NewJob>(1000));
  Claims claims;
  together(
      8, [&](int number) { drain(queues[static_cast<std::size_t>(number) % 4], number, claims); });
  check_drained(queues[0], claims, 1000);
}

TEST_CASE("jobs that fall due or lapse while many claim are each claimed once") {
  const TestStore store = open_test_store();
  ManualClock clock;
  Queue queue = open(store.url, options_with(clock));
  queue.enqueue(std::vector<NewJob>(200, NewJob{.delay = 1h}));
  queue.enqueue(std::vector<NewJob>(200));
  queue.claim({.worker = "dead", .max = 200});
  clock.advance(2h);
  Claims claims;
  together(8, [&](int number) { drain(queue, number, claims); });
  CHECK(claims.once.size() == 400);
  CHECK(claims.twice.empty());
}
