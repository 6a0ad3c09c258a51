#include "bench/request_row.hpp"

#include "bench/lists.hpp"
#include "bench/valid_request.hpp"
#include "store/groups.hpp"
#include "store/job_row.hpp"
#include "store/statements.hpp"

namespace perfq::bench {

using store::Context;
using store::Row;
using store::Values;

RequestRow request_from(const NewRequest& asked) {
  const NewJob defaults;
  RequestRow request;
  request.group.kind = "request";
  request.group.state = asked.waiting ? GroupState::waiting : GroupState::queued;
  request.sha = asked.sha;
  request.kind = asked.kind.value_or(RequestKind::master);
  request.parent = asked.parent;
  request.pr = asked.pr;
  request.date = asked.date;
  request.priority = asked.priority.value_or(default_priority(request.kind));
  request.lifted_priority = request.priority;
  request.targets = without_repeats(asked.targets);
  request.backends = without_repeats(asked.backends);
  request.profiles = without_repeats(asked.profiles);
  request.max_attempts = asked.max_attempts.value_or(defaults.max_attempts);
  request.time_limit = asked.time_limit;
  request.backfill_parent = asked.backfill_parent;
  request.suite = asked.suite;
  return request;
}

RequestRow request_from(const Row& row) {
  RequestRow request;
  request.group = store::group_from(row);
  std::size_t column = 8;
  request.sha = row.text(column++);
  request.kind = parse_request_kind(row.text(column++)).value_or(RequestKind::master);
  request.parent = row.text(column++);
  request.pr = row.maybe_integer(column++);
  request.date = store::maybe_time(row, column++);
  request.priority = static_cast<int>(row.integer(column++));
  request.targets = texts_from(row.text(column++));
  request.backends = texts_from(row.text(column++));
  request.profiles = texts_from(row.text(column++));
  request.max_attempts = static_cast<int>(row.integer(column++));
  if (const auto limit_us = row.maybe_integer(column++))
    request.time_limit = microseconds{*limit_us};
  request.backfill_parent = row.flag(column++);
  request.suite = row.text(column++);
  request.suite_version = static_cast<int>(row.integer(column++));
  request.pinned_version = row.text(column++);
  request.lifted_priority = static_cast<int>(row.integer(column++));
  request.rank = row.integer(column++);
  return request;
}

std::map<std::string, RequestRow> find_requests(Context& context,
                                                std::span<const std::string> shas) {
  std::vector<Values> rows;
  for (const std::string& sha : shas) rows.push_back({sha});
  std::map<std::string, RequestRow> found;
  for (const Row& row : context.database.run_each(context.sql().find_requests, {}, rows)) {
    RequestRow request = request_from(row);
    found.insert_or_assign(request.sha, std::move(request));
  }
  return found;
}

std::optional<RequestRow> find_request(Context& context, const std::string& sha) {
  auto found = find_requests(context, std::span{&sha, 1});
  if (found.empty()) return std::nullopt;
  return std::move(found.begin()->second);
}

}  // namespace perfq::bench
