#include "bench/place.hpp"
#include "bench/request_row.hpp"
#include "bench/valid_request.hpp"
#include "service/queue_impl.hpp"
#include "store/statements.hpp"
#include "store/sweep.hpp"

namespace perfq {

using store::Context;

namespace {

// The order before any row, as by all who place requests; the jobs are locked before their group,
// as by whoever ends one of them.
bench::RequestRow lock_request(Context& context, std::string_view sha) {
  bench::lock_order(context);
  bench::RequestRow request = bench::resolve_request(context, sha);
  context.database.run(context.sql().lock_request_jobs, {request.group.id});
  return request;
}

Change cancel_request(Context& context, std::string_view sha) {
  const bench::RequestRow request = lock_request(context, sha);
  const store::Values change{context.now(), request.group.id, context.actor};
  // The group first: what ends in a cancelled one doesn't finish it.
  if (context.database.run(context.sql().cancel_group, change).empty())
    return bench::resolve_request(context, request.sha).group.state == GroupState::cancelled
               ? Change::unchanged
               : Change::refused;
  context.database.run(context.sql().cancel_request_jobs, change);
  context.database.run(context.sql().ask_request_cancel, {request.group.id});
  store::sweep(context);
  bench::place_anew(context, request.group.id);
  return Change::done;
}

Change retry_request(Context& context, std::string_view sha, bool only_failed) {
  const GroupId group = lock_request(context, sha).group.id;
  auto& database = context.database;
  const store::Values change{context.now(), group, context.actor};
  const std::int64_t failed{only_failed};
  if (database.run(context.sql().count_retriable_jobs, {group, failed}).front().integer(0) == 0)
    return database.run(context.sql().await_artifact_again, change).empty() ? Change::unchanged
                                                                            : Change::done;
  database.run(context.sql().reopen_group, change);
  if (!only_failed) {
    database.run(context.sql().forget_request_steps, {group});
    database.run(context.sql().unpin_request, {group});
  }
  database.run(context.sql().withdraw_request_cancel, {group});
  database.run(context.sql().retry_request_jobs, {context.now(), group, context.actor, failed});
  bench::place_anew(context, group);
  return Change::done;
}

Change prioritize_request(Context& context, std::string_view sha, int priority) {
  bench::lock_order(context);
  const bench::RequestRow request = bench::resolve_request(context, sha);
  if (is_terminal(request.group.state)) return Change::refused;
  if (request.priority == priority) return Change::unchanged;
  context.database.run(context.sql().set_priority, {request.group.id, std::int64_t{priority}});
  if (request.group.state != GroupState::waiting) bench::place_anew(context, request.group.id);
  return Change::done;
}

}  // namespace

Change Fleet::cancel(std::string_view sha) {
  const Change change = queue_->impl().write(
      Repeat::safe, [&](Context& context) { return cancel_request(context, sha); });
  queue_->impl().something_changed();
  return change;
}

Change Fleet::retry(std::string_view sha, bool only_failed) {
  const Change change = queue_->impl().write(
      Repeat::safe, [&](Context& context) { return retry_request(context, sha, only_failed); });
  queue_->impl().work_arrived();
  return change;
}

Change Fleet::prioritize(std::string_view sha, int priority) {
  bench::require_valid_priority(priority);
  const Change change = queue_->impl().write(
      Repeat::safe, [&](Context& context) { return prioritize_request(context, sha, priority); });
  queue_->impl().something_changed();
  return change;
}

}  // namespace perfq
