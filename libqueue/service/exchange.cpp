#include "store/exchange.hpp"

#include "service/queue_impl.hpp"
#include "store/end.hpp"

#include <algorithm>

namespace perfq {

namespace {

using store::Context;

Exchanged told(Queue::Impl& queue, std::span<const Completion> completions,
               store::Exchanged exchanged) {
  Exchanged answer{.acks = {}, .claimed = {.jobs = std::move(exchanged.jobs), .refused = {}}};
  // Mostly there is nothing to be read.
  const bool all_ended = exchanged.ended.size() == completions.size();
  const bool all_fresh =
      std::all_of(answer.claimed.jobs.begin(), answer.claimed.jobs.end(),
                  [](const Claimed& claimed) { return claimed.job.leases == 1; });
  if (all_ended) answer.acks.assign(completions.size(), Ack::done);
  if (all_ended && all_fresh) return answer;
  return queue.read([&](Context& context) {
    answer.acks = store::acks_of(context, completions, exchanged.ended);
    store::read_steps_done(context, answer.claimed.jobs);
    return answer;
  });
}

Exchanged exchange_once(Queue::Impl& queue, std::span<const Completion> completions,
                        const ClaimRequest& request) {
  store::Exchange wanted{store::successes(completions), request, {}};
  return queue.once(
      [&] {
        wanted.tokens = queue.fresh_tokens(request.max);
        store::Exchanged exchanged = queue.exchange(wanted);
        queue.jobs_ended(exchanged.ended_waited_job);
        return told(queue, completions, std::move(exchanged));
      },
      [&](Context& context) -> std::optional<Exchanged> {
        auto claimed = store::find_claimed(context, request.worker, wanted.tokens);
        if (!claimed) return std::nullopt;
        return Exchanged{store::acks_of(context, completions, {}), std::move(*claimed)};
      });
}

}  // namespace

Exchanged Queue::complete_and_claim(std::span<const Completion> completions,
                                    const ClaimRequest& request) {
  store::require_valid(request);
  if (impl_->sweep_due()) impl_->sweep();
  Exchanged answer = exchange_once(*impl_, completions, request);
  if (answer.claimed.jobs.empty()) answer.claimed = claim(request);
  return answer;
}

}  // namespace perfq
