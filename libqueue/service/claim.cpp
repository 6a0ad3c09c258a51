#include "store/claim.hpp"

#include "service/queue_impl.hpp"
#include "service/remaining.hpp"
#include "store/sweep.hpp"

#include <algorithm>

namespace perfq {

namespace {

using store::Context;

bool sweep(Queue::Impl& queue) {
  return queue.write(Repeat::safe, [](Context& context) { return store::sweep(context); })
      .anything();
}

ClaimAnswer claim_once(Queue::Impl& queue, const ClaimRequest& request) {
  const auto look = [&](const ClaimRequest& wanted) {
    return queue.single(Repeat::unsafe,
                        [&](Context& context) { return store::claim(context, wanted); });
  };
  const bool swept = queue.sweep_due();
  if (swept) sweep(queue);
  ClaimAnswer answer = look(request);
  const int missing = request.max - static_cast<int>(answer.jobs.size());
  if (missing == 0 || swept || !answer.refused.empty() || !sweep(queue)) return answer;
  ClaimRequest rest = request;
  rest.max = missing;
  ClaimAnswer more = look(rest);
  std::move(more.jobs.begin(), more.jobs.end(), std::back_inserter(answer.jobs));
  return answer;
}

}  // namespace

ClaimAnswer Queue::claim(const ClaimRequest& request) {
  store::require_valid(request);
  const service::Remaining remaining(request.wait);
  while (true) {
    const std::uint64_t seen = impl_->changes_seen();
    ClaimAnswer answer = claim_once(*impl_, request);
    if (!answer.jobs.empty() || !answer.refused.empty()) return answer;
    if (request.stop.stop_requested()) return answer;
    const microseconds wait = remaining.at_most(service::poll_interval);
    if (wait <= microseconds{0}) return answer;
    impl_->wait_past(seen, wait, request.stop);
    if (request.stop.stop_requested()) return answer;
  }
}

}  // namespace perfq
