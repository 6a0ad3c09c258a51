#include "bench/workloads.hpp"

#include <algorithm>

namespace perfq::bench {

namespace {

// As a fleet's jobs that ran once: enqueued, claimed, completed.
constexpr const char* ended_jobs = R"(
INSERT INTO {schema}.job (queue, kind, affinity, state, delayed, priority, rank, run_at_us,
                          required, max_attempts, time_limit_us, backoff_us, leases, worker,
                          session, token,
                          claimed_at_us, lease_us, begun, outcome, payload, result,
                          created_at_us, started_at_us, ended_at_us, changed_at_us, actor)
WITH RECURSIVE number (n) AS (SELECT $first UNION ALL SELECT n + 1 FROM number WHERE n < $last)
SELECT 'bench', 'job', '', 'succeeded', 0, 0, 0, n, 1, 3, 14400000000, 10000000, 1, 'old', 'old',
       'token-' || n, n + 1, 60000000, 0, 'succeeded', '{"commit":"old","number":' || n || '}',
       '{"ok":true}', n, n + 1, n + 2, n + 2, 'bench'
  FROM number)";

constexpr const char* their_attempts = R"(
INSERT INTO {schema}.attempt (job_id, lease, attempt, charged, worker, session, token, outcome,
                              started_at_us, ended_at_us)
SELECT id, 1, 1, 0, worker, session, token, 'succeeded', claimed_at_us, ended_at_us
  FROM {schema}.job WHERE worker = 'old' AND created_at_us BETWEEN $first AND $last)";

constexpr const char* their_events = R"(
INSERT INTO {schema}.event (at_us, type, job_id, worker, actor, lease)
SELECT created_at_us + part, CASE part WHEN 1 THEN 'job.claimed' ELSE 'job.succeeded' END, id,
       worker, 'bench', 1
  FROM {schema}.job, (SELECT 1 AS part UNION ALL SELECT 2) AS parts
 WHERE worker = 'old' AND created_at_us BETWEEN $first AND $last)";

std::string between(std::string sql, std::int64_t first, std::int64_t last) {
  for (const auto& [name, value] : {std::pair{"$first", first}, {"$last", last}})
    for (std::size_t at = 0; (at = sql.find(name, at)) != std::string::npos;)
      sql.replace(at, std::string_view(name).size(), std::to_string(value));
  return sql;
}

void add(Queue queue, std::int64_t jobs, const std::function<NewJob(std::int64_t)>& make) {
  for (std::int64_t done = 0; done < jobs;) {
    std::vector<NewJob> batch;
    for (; done < jobs && batch.size() < 5'000; ++done) batch.push_back(make(done));
    queue.enqueue(batch);
  }
}

}  // namespace

std::function<Queue()> opener(const Place& place, const Options& options) {
  return [url = place.url(), durability = options.durability] {
    return perfq::open(url, {.durability = durability});
  };
}

NewJob job_number(std::int64_t number) {
  return {.queue = queue_name,
          .payload = R"({"commit":"8ce228758651cd5c90abd2a9da6fdf32","number":)" +
                     std::to_string(1'000'000 + number) + "}"};
}

void fill(const Place& place, const Options& options, std::int64_t jobs) {
  add(opener(place, options)(), jobs, job_number);
}

void fill_blocked(const Place& place, const Options& options, std::int64_t jobs) {
  add(opener(place, options)(), jobs, [](std::int64_t number) {
    NewJob job = job_number(number);
    job.affinity = "held-by-nobody";
    job.priority = 1;
    return job;
  });
}

void add_history(Place& place, std::int64_t jobs) {
  constexpr std::int64_t at_once = 50'000;
  for (std::int64_t first = 1; first <= jobs; first += at_once) {
    const std::int64_t last = std::min(jobs, first + at_once - 1);
    for (const char* part : {ended_jobs, their_attempts, their_events})
      place.run(between(part, first, last));
  }
}

}  // namespace perfq::bench
