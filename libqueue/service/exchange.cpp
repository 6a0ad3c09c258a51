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
  try {
    return queue.read([&](Context& context) {
      answer.acks = store::acks_of(context, completions, exchanged.ended);
      store::read_steps_done(context, answer.claimed.jobs);
      return answer;
    });
  } catch (const Error& error) {
    throw Error(error.kind(), error.what(), Error::Effect::unknown);
  }
}

Exchanged exchange_once(Queue::Impl& queue, std::span<const Completion> completions,
                        const ClaimRequest& request, bool& alone_from_top) {
  store::Exchange wanted{store::successes(completions), request, {}};
  return queue.once(
      [&] {
        wanted.tokens = queue.fresh_tokens(request.max);
        store::Exchanged exchanged = queue.exchange(wanted, alone_from_top);
        if (!completions.empty()) queue.jobs_ended(exchanged.ended_waited_job);
        alone_from_top = exchanged.alone_from_top;
        return told(queue, completions, std::move(exchanged));
      },
      [&](Context& context) -> std::optional<Exchanged> {
        auto claimed = store::find_claimed(context, request.worker, wanted.tokens);
        if (!claimed) return std::nullopt;
        return Exchanged{store::acks_of(context, completions, {}), std::move(*claimed)};
      });
}

}  // namespace

Exchanged exchange(Queue::Impl& queue, std::span<const Completion> completions,
                   const ClaimRequest& request) {
  bool alone_from_top = false;
  Exchanged answer = exchange_once(queue, completions, request, alone_from_top);
  auto& jobs = answer.claimed.jobs;
  ClaimRequest rest = request;
  rest.max -= static_cast<int>(jobs.size());
  if (rest.max == 0 || alone_from_top) return answer;
  alone_from_top = true;
  try {
    auto more = exchange_once(queue, {}, rest, alone_from_top).claimed.jobs;
    std::move(more.begin(), more.end(), std::back_inserter(jobs));
  } catch (const Error&) {
    // What was got and told before is not to be lost.
    if (jobs.empty() && completions.empty()) throw;
  }
  return answer;
}

}  // namespace perfq::service

namespace perfq {

Exchanged Queue::complete_and_claim(std::span<const Completion> completions,
                                    const ClaimRequest& request) {
  store::require_valid(request);
  impl_->sweep_if_due();
  const auto looked_at = std::chrono::steady_clock::now();
  Exchanged answer = service::exchange(*impl_, completions, request);
  answer.claimed.looked_at = looked_at;
  if (answer.claimed.jobs.empty()) answer.claimed = claim(request);
  return answer;
}

}  // namespace perfq
