#include "bench/collector_status.hpp"
#include "bench/estimates.hpp"
#include "bench/job_counts.hpp"
#include "bench/place.hpp"
#include "bench/position.hpp"
#include "bench/store_requests.hpp"
#include "bench/valid_request.hpp"
#include "service/queue_impl.hpp"
#include "store/look.hpp"

namespace perfq {

using store::Context;

namespace {

using Ends = std::map<GroupId, bench::ExpectedEnd>;

std::vector<EnqueuedRequest> answer_of(Context& context, const bench::Plan& plan,
                                       const Ends& ends = {}) {
  std::vector<GroupId> groups;
  for (const auto& planned : plan.requests) groups.push_back(planned.request.group.id);
  const auto counts = bench::count_jobs(context, groups);
  const auto positions = bench::positions(context, groups);
  const Timestamp now = store::now(context);
  std::vector<EnqueuedRequest> answers;
  for (std::size_t i = 0; i < plan.place.size(); ++i) {
    const bench::RequestRow& request = plan.requests[plan.place[i]].request;
    EnqueuedRequest answer{request.sha, plan.created[i], request.group.state};
    if (const auto found = counts.find(request.group.id); found != counts.end()) {
      const JobCounts jobs = bench::sum(found->second);
      answer.jobs = jobs.total;
      if (!is_terminal(answer.state)) answer.eta = bench::eta_of(ends, request.group.id, jobs, now);
    }
    if (const auto found = positions.find(request.group.id); found != positions.end())
      answer.position = found->second.place;
    answers.push_back(std::move(answer));
  }
  return answers;
}

void require_valid(std::span<const NewRequest> requests) {
  for (std::size_t i = 0; i < requests.size(); ++i)
    bench::numbered(i, requests.size(), [&] { bench::require_valid(requests[i]); });
}

bench::Plan plan_and_store(Context& context, std::span<const NewRequest> requests) {
  bench::lock_order(context);
  bench::Shelf shelf(context);
  bench::Plan plan = bench::plan_enqueue(context, shelf, requests);
  bench::store_plan(context, shelf, plan);
  return plan;
}

}  // namespace

EnqueuedRequest Fleet::enqueue(const NewRequest& request) {
  return enqueue(std::span{&request, 1}).front();
}

std::vector<EnqueuedRequest> Fleet::enqueue(std::span<const NewRequest> requests) {
  require_valid(requests);
  if (requests.empty()) return {};
  const bench::Plan plan = queue_->impl().write(
      Repeat::safe, [&](Context& context) { return plan_and_store(context, requests); });
  queue_->impl().work_arrived();
  return queue_->impl().read([&](Context& context) { return answer_of(context, plan); });
}

std::vector<EnqueuedRequest> Fleet::rehearse(std::span<const NewRequest> requests) {
  require_valid(requests);
  if (requests.empty()) return {};
  return queue_->impl().rehearse([&](Context& context) {
    const bench::Plan plan = plan_and_store(context, requests);
    return answer_of(context, plan, bench::expected_ends(context, bench::collectors(context, {})));
  });
}

}  // namespace perfq
