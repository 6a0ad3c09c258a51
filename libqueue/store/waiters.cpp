#include "store/waiters.hpp"

#include "core/text.hpp"
#include "store/claim.hpp"
#include "store/enqueue.hpp"
#include "store/job_row.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <string>

namespace perfq::store {

namespace {

using namespace std::chrono_literals;

void require_span(const char* what, microseconds duration) {
  if (duration < 1ms || duration > 2400h)
    throw Error(ErrorKind::invalid, std::string{what} + " is not from 1 ms to 100 days");
}

void require_waiter(const std::string& name) {
  if (!name.empty()) core::require_name("the waiter", name);
}

Terms terms_of(const SubmitOptions& options) {
  Terms terms{.queue_timeout = options.queue_timeout, .waits = true};
  if (options.cancel_if_abandoned) terms.wanted_for = options.waiter_lease;
  return terms;
}

void bound(Context& context, JobId job, const Terms& terms) {
  context.database.run(
      context.sql().bound_job,
      {context.now(), job, us_or_null(terms.queue_timeout), us_or_null(terms.wanted_for)});
}

Rows note_waiter(Context& context, JobId job, std::string_view waiter, microseconds lease) {
  return context.database.run(context.sql().waiter_seen,
                              {context.now(), job, std::string{waiter}, lease.count()});
}

}  // namespace

void require_valid(const SubmitOptions& options) {
  require_waiter(options.waiter);
  if (options.queue_timeout) require_span("the queue timeout", *options.queue_timeout);
  require_span("the waiter's lease", options.waiter_lease);
}

void require_valid(const WaitRequest& request) {
  require_waiter(request.waiter);
  if (request.waiter_lease != 0us) require_span("the waiter's lease", request.waiter_lease);
}

Submitted submit(Context& context, const NewJob& job, const SubmitOptions& options) {
  const Terms terms = terms_of(options);
  const Enqueued enqueued = enqueue(context, std::span{&job, 1}, terms).front();
  if (enqueued.created) bound(context, enqueued.job, terms);
  Submitted submitted{.job = enqueued.job, .created = enqueued.created, .waiter = options.waiter};
  if (submitted.waiter.empty()) submitted.waiter = fresh_name(context.random);
  note_waiter(context, submitted.job, submitted.waiter, options.waiter_lease);
  return submitted;
}

std::optional<microseconds> waiter_seen(Context& context, JobId job, std::string_view waiter,
                                        microseconds lease) {
  const Rows noted = note_waiter(context, job, waiter, lease);
  if (noted.empty()) return std::nullopt;
  const std::int64_t lease_us = noted.front().integer(0);
  context.database.run(context.sql().want_job, {context.now(), job, lease_us});
  return microseconds{lease_us};
}

std::vector<Waiter> waiters(Context& context, JobId job) {
  std::vector<Waiter> found;
  for (const Row& row : context.database.run(context.sql().list_waiters, {job}))
    found.push_back({row.text(0), microseconds{row.integer(1)}, from_us(row.integer(2))});
  return found;
}

std::optional<Job> find_result(Context& context, std::string_view queue,
                               std::string_view unique_key) {
  const Rows rows = context.database.run(context.sql().find_result,
                                         {std::string{queue}, std::string{unique_key}});
  if (rows.empty()) return std::nullopt;
  return job_from(rows.front());
}

}  // namespace perfq::store
