#include "store/claim.hpp"

#include "service/exchange.hpp"
#include "service/queue_impl.hpp"
#include "service/remaining.hpp"
#include "store/quarantine.hpp"

#include <algorithm>

namespace perfq {

namespace {

using store::Context;

ClaimAnswer look(Queue::Impl& queue, const ClaimRequest& request) {
  ClaimAnswer answer = service::exchange(queue, {}, request).claimed;
  if (answer.jobs.empty())
    answer.refused =
        queue.read([&](Context& context) { return store::refusal_of(context, request.worker); });
  return answer;
}

ClaimAnswer probe(Queue::Impl& queue, const ClaimRequest& request) {
  store::Tokens tokens;
  return queue.once(
      [&] {
        tokens = queue.fresh_tokens(1);
        return queue.write(Repeat::unsafe, [&](Context& context) {
          return store::claim_probe(context, request, tokens);
        });
      },
      [&](Context& context) { return store::find_claimed(context, request.worker, tokens); });
}

ClaimAnswer probe_if_due(Queue::Impl& queue, const ClaimRequest& request, ClaimAnswer refused) {
  const bool due =
      queue.read([&](Context& context) { return store::probe_is_due(context, request.worker); });
  return due ? probe(queue, request) : std::move(refused);
}

ClaimAnswer claim_once(Queue::Impl& queue, const ClaimRequest& request) {
  const bool swept = queue.sweep_if_due();
  ClaimAnswer answer = look(queue, request);
  if (!answer.refused.empty()) return probe_if_due(queue, request, std::move(answer));
  const int missing = request.max - static_cast<int>(answer.jobs.size());
  if (missing == 0 || swept || !queue.sweep().anything()) return answer;
  ClaimRequest rest = request;
  rest.max = missing;
  ClaimAnswer more = look(queue, rest);
  std::move(more.jobs.begin(), more.jobs.end(), std::back_inserter(answer.jobs));
  return answer;
}

}  // namespace

ClaimAnswer Queue::claim(const ClaimRequest& request) {
  store::require_valid(request);
  const service::Remaining remaining(request.wait);
  bool has_changed = true;
  for (int looks = 1;; ++looks) {
    const std::uint64_t seen = impl_->changes_seen();
    const auto looked_at = std::chrono::steady_clock::now();
    ClaimAnswer answer =
        has_changed ? claim_once(*impl_, request) : service::exchange(*impl_, {}, request).claimed;
    answer.looked_at = looked_at;
    if (!answer.jobs.empty() || !answer.refused.empty()) return answer;
    if (request.stop.stop_requested() || remaining.is_over()) return answer;
    const auto idle = impl_->idle_wait(request, looks);
    const bool hinted = impl_->wait_past(seen, remaining.at_most(idle.wait), request.stop);
    has_changed = hinted || idle.for_change;
    // What was due may be another's by now, and be given up again.
    if (hinted || (idle.quiet && idle.for_change)) looks = 0;
    if (request.stop.stop_requested()) return answer;
  }
}

}  // namespace perfq
