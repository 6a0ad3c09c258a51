#include "store/enqueue.hpp"

#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace perfq::store {

namespace {

using Key = std::pair<std::string, std::string>;  // queue, unique key

Values row_of(const NewJob& job) {
  return values(job.queue, job.kind, job.affinity, job.payload, std::int64_t{job.priority},
                job.rank, job.run_at ? Value{to_us(*job.run_at)} : null, job.delay.count(),
                text_or_null(job.unique_key), job.group == 0 ? null : Value{job.group},
                std::int64_t{job.required}, std::int64_t{job.max_attempts}, job.time_limit.count(),
                job.backoff.count());
}

/// What an insert answered: new ids in the order of the jobs, and those of jobs with a key.
struct Inserted {
  std::vector<JobId> plain;
  std::map<Key, JobId> keyed;
};

Inserted insert(Context& context, const std::vector<Values>& rows) {
  Inserted inserted;
  const Rows answer =
      context.database.run_each(context.sql().enqueue_job, {context.now(), context.actor}, rows);
  for (const Row& row : answer) {
    if (row.is_null(1))
      inserted.plain.push_back(row.integer(0));
    else
      inserted.keyed.emplace(Key{row.text(2), row.text(1)}, row.integer(0));
  }
  std::sort(inserted.plain.begin(), inserted.plain.end());
  return inserted;
}

bool is_plain(const Terms& terms) {
  return !terms.waits && !terms.queue_timeout && !terms.wanted_for;
}

// The most patient of its submitters decides how long a job may stay. False: it has just ended.
bool join(Context& context, const Row& bearer, const Terms& terms) {
  const bool bounded = bearer.flag(1);
  if (!bounded && is_plain(terms)) return true;
  return !context.database
              .run(context.sql().join_job,
                   {context.now(), bearer.integer(0), us_or_null(terms.queue_timeout),
                    us_or_null(terms.wanted_for), std::int64_t{terms.waits}})
              .empty();
}

// Its bearer may end, and its key be free again, between the refused insert and the look.
Enqueued find_or_insert(Context& context, const NewJob& job, const Terms& terms) {
  constexpr int tries = 100;
  for (int i = 0; i < tries; ++i) {
    const Rows bearer =
        context.database.run(context.sql().find_job_by_key, {job.queue, job.unique_key});
    if (!bearer.empty() && join(context, bearer.front(), terms))
      return {bearer.front().integer(0), false};
    const Inserted inserted = insert(context, {row_of(job)});
    if (!inserted.keyed.empty()) return {inserted.keyed.begin()->second, true};
  }
  throw Error(ErrorKind::busy, "the unique key " + job.unique_key + " changes hands too fast");
}

}  // namespace

std::vector<Enqueued> enqueue(Context& context, std::span<const NewJob> jobs, const Terms& terms) {
  std::vector<Values> rows;
  rows.reserve(jobs.size());
  for (const NewJob& job : jobs) rows.push_back(row_of(job));
  Inserted inserted = insert(context, rows);

  std::vector<Enqueued> enqueued;
  enqueued.reserve(jobs.size());
  auto next_plain = inserted.plain.begin();
  for (const NewJob& job : jobs) {
    if (job.unique_key.empty()) {
      enqueued.push_back({*next_plain++, true});
    } else if (auto found = inserted.keyed.extract(Key{job.queue, job.unique_key})) {
      enqueued.push_back({found.mapped(), true});
    } else {
      enqueued.push_back(find_or_insert(context, job, terms));
    }
  }
  return enqueued;
}

std::optional<std::vector<Enqueued>> find_enqueued(Context& context, std::span<const NewJob> jobs,
                                                   Timestamp since) {
  std::vector<Enqueued> enqueued;
  bool any = false;
  for (const NewJob& job : jobs) {
    const Rows made = context.database.run(context.sql().find_job_made_lately,
                                           {job.queue, job.unique_key, to_us(since)});
    const Rows found = made.empty() ? context.database.run(context.sql().find_job_by_key,
                                                           {job.queue, job.unique_key})
                                    : made;
    // Not made by this call, and its bearer has ended since: then it was not enqueued.
    if (found.empty()) return std::nullopt;
    any = any || !made.empty();
    enqueued.push_back({found.front().integer(0), !made.empty()});
  }
  return any ? std::optional{std::move(enqueued)} : std::nullopt;
}

}  // namespace perfq::store
