#include "service/exchange.hpp"

#include "service/queue_impl.hpp"
#include "store/end.hpp"

#include <algorithm>
#include <iterator>

namespace perfq::service {

namespace {

using store::Context;

Exchanged told(Queue::Impl& queue, std::span<const Completion> completions,
               store::Exchanged exchanged) {
  Exchanged answer{.acks = {}, .claimed = {.jobs = std::move(exchanged.jobs), .refused = {}}};
  const auto& jobs = answer.claimed.jobs;
  const bool all_ended = exchanged.ended.size() == completions.size();
  if (all_ended) answer.acks.assign(completions.size(), Ack::done);
  // Mostly there is nothing to be read.
  if (all_ended && std::all_of(jobs.begin(), jobs.end(),
                               [](const Claimed& claimed) { return claimed.job.leases == 1; }))
    return answer;
  return queue.read([&](Context& context) {
    answer.acks = store::acks_of(context, completions, exchanged.ended);
    store::read_steps_done(context, answer.claimed.jobs);
    return answer;
  });
}

/// Whether it may have been too little because it was not looked for from the top.
bool may_have_more(const store::Exchanged& exchanged, const ClaimRequest& request) {
  return !exchanged.from_top && static_cast<int>(exchanged.jobs.size()) < request.max;
}

}  // namespace

Exchanged exchange(Queue::Impl& queue, std::span<const Completion> completions,
                   const ClaimRequest& request) {
  store::Exchange wanted{store::successes(completions), request, {}};
  bool look_again = false;
  Exchanged answer = queue.once(
      [&] {
        wanted.tokens = queue.fresh_tokens(request.max);
        store::Exchanged exchanged = queue.exchange(wanted);
        if (!completions.empty()) queue.jobs_ended(exchanged.ended_waited_job);
        look_again = may_have_more(exchanged, request);
        return told(queue, completions, std::move(exchanged));
      },
      [&](Context& context) -> std::optional<Exchanged> {
        auto claimed = store::find_claimed(context, request.worker, wanted.tokens);
        if (!claimed) return std::nullopt;
        return Exchanged{store::acks_of(context, completions, {}), std::move(*claimed)};
      });
  if (!look_again) return answer;
  ClaimRequest rest = request;
  rest.max -= static_cast<int>(answer.claimed.jobs.size());
  auto more = exchange(queue, {}, rest).claimed.jobs;
  std::move(more.begin(), more.end(), std::back_inserter(answer.claimed.jobs));
  return answer;
}

}  // namespace perfq::service

namespace perfq {

Exchanged Queue::complete_and_claim(std::span<const Completion> completions,
                                    const ClaimRequest& request) {
  store::require_valid(request);
  if (impl_->sweep_due()) impl_->sweep();
  Exchanged answer = service::exchange(*impl_, completions, request);
  if (answer.claimed.jobs.empty()) answer.claimed = claim(request);
  return answer;
}

}  // namespace perfq
