#include "bench/collector_status.hpp"
#include "bench/lanes.hpp"
#include "bench/request_status.hpp"
#include "service/queue_impl.hpp"
#include "store/look.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <array>

namespace perfq {

using bench::RequestRow;
using store::Context;

namespace {

constexpr std::array open_states{GroupState::waiting, GroupState::queued, GroupState::running};
constexpr std::array ended_states{GroupState::finished, GroupState::failed, GroupState::cancelled};

// The newest in some of these states; none where none of them is asked for.
void add_newest(Context& context, const StatusQuery& query, std::span<const GroupState> states,
                std::vector<RequestRow>& requests) {
  store::Values values{std::int64_t{query.limit}};
  for (const GroupState state : states) {
    const bool asked = query.states.empty() || std::find(query.states.begin(), query.states.end(),
                                                         state) != query.states.end();
    values.emplace_back(asked ? std::string{to_text(state)} : std::string{});
  }
  for (const store::Row& row : context.database.run(context.sql().list_requests, values))
    requests.push_back(bench::request_from(row));
}

Status look(Context& context, const StatusQuery& query) {
  Status status;
  status.now = store::now(context);
  status.schema_version =
      static_cast<int>(context.database.run(context.sql().schema_number, {}).front().integer(0));
  status.collectors = bench::collectors(context, {});
  status.queue = bench::queue_status(context, status.collectors, status.now);
  std::vector<RequestRow> requests;
  add_newest(context, query, open_states, requests);
  add_newest(context, query, ended_states, requests);
  status.requests = bench::request_statuses(context, requests, status.collectors, status.now);
  return status;
}

}  // namespace

Status Fleet::status(const StatusQuery& query) {
  if (query.limit < 1 || query.limit > 1'000'000)
    throw Error(ErrorKind::invalid, "the limit is not from 1 to 1000000");
  Status status = queue_->impl().read([&](Context& context) { return look(context, query); });
  status.database = queue_->database();
  return status;
}

RequestStatus Fleet::status(std::string_view sha) {
  return queue_->impl().read([&](Context& context) {
    const RequestRow request = bench::resolve_request(context, sha);
    const auto collectors = bench::collectors(context, {});
    return bench::request_statuses(context, std::span{&request, 1}, collectors, store::now(context))
        .front();
  });
}

}  // namespace perfq
