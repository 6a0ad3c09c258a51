#include "service/queue_impl.hpp"
#include "store/end.hpp"
#include "support/clocked_queue.hpp"
#include "support/pages_read.hpp"

#include <doctest/doctest.h>

#include <array>
#include <span>
#include <vector>

using namespace perfq;
using namespace perfq::test;

namespace {

constexpr const char* ended_jobs = R"(
INSERT INTO {schema}.job (queue, kind, affinity, state, delayed, priority, rank, run_at_us,
                          required, max_attempts, time_limit_us, backoff_us, leases, worker,
                          session, token, claimed_at_us, outcome, payload, created_at_us,
                          started_at_us, ended_at_us, changed_at_us)
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 100000)
SELECT 'default', 'job', '', 'succeeded', 0, 0, 0, n, 1, 3, 1000000, 1, 1, 'old', 'old',
       'token-' || n, n, 'succeeded', 'null', n, n, n, n
  FROM number)";

constexpr const char* their_attempts = R"(
INSERT INTO {schema}.attempt (job_id, lease, attempt, charged, worker, session, token, outcome,
                              started_at_us, ended_at_us)
SELECT id, 1, 1, 0, worker, session, token, 'succeeded', claimed_at_us, ended_at_us
  FROM {schema}.job)";

constexpr const char* their_events = R"(
INSERT INTO {schema}.event (at_us, type, job_id, worker, lease)
SELECT created_at_us, part.type, id, worker, 1
  FROM {schema}.job, (SELECT 'job.claimed' AS type UNION ALL SELECT 'job.succeeded') AS part)";

struct Pages {
  double of_claim = 0;
  double of_both = 0;  ///< to hand in a job and claim the next
};

/// One worker, and what it reads.
struct Working : PagesRead, ClockedQueue {
  void add_history() {
    queue.impl().with_connection([](store::Database& database) {
      for (const char* part : {ended_jobs, their_attempts, their_events}) database.script(part);
    });
  }

  std::int64_t pages_of(std::span<const Completion> done) {
    return queue.impl().read([&](store::Context& context) {
      const store::Exchange wanted{
          store::successes(done), {.worker = "w1"}, queue.impl().fresh_tokens(1)};
      const store::Exchange* const one = &wanted;
      store::Transaction transaction{context.database};
      const std::int64_t before = pages_read(context.database);
      const auto answers = store::exchange(context, std::span{&one, 1}, look);
      const std::int64_t pages = pages_read(context.database) - before;
      transaction.commit();
      look.from = look.to;
      held = answers.front().jobs.at(0).lease();
      return pages;
    });
  }

  /// Of each call, on average of many.
  Pages measure() {
    constexpr int calls = 200;
    queue.enqueue(std::vector<NewJob>(20'000));
    Pages sum;
    for (int i = 0; i < calls; ++i) sum.of_claim += static_cast<double>(pages_of({})) / calls;
    for (int i = 0; i < calls; ++i)
      sum.of_both += static_cast<double>(pages_of(std::array{Completion{held, "1"}})) / calls;
    return sum;
  }

  store::Look look;
  Lease held;
};

}  // namespace

TEST_CASE("a hundred thousand ended jobs cost a claim no page, and an end a level of its trees") {
  Working first;
  const Pages without = first.measure();
  Working later;
  later.add_history();
  const Pages with = later.measure();
  MESSAGE("claim " << without.of_claim << " and " << with.of_claim << ", with an end "
                   << without.of_both << " and " << with.of_both);
  CHECK(without.of_claim > 5);
  CHECK(with.of_claim <= 1.1 * without.of_claim);
  CHECK(with.of_both <= 1.2 * without.of_both);
}
