#include "bench/collector_claim.hpp"
#include "bench/partial_ready.hpp"
#include "service/queue_impl.hpp"
#include "service/remaining.hpp"

#include <algorithm>
#include <map>

namespace perfq {

using bench::CollectorLook;
using bench::HeldLease;
using store::Context;

namespace {

// Nobody else is there to notice that nobody is: there is no daemon.
void look_around(Queue::Impl& queue) {
  if (queue.look_around_due())
    queue.write(Repeat::safe, [](Context& context) { bench::announce_partial_results(context); });
}

CollectorLook look(Queue::Impl& queue, const CollectorClaim& claim) {
  store::Tokens tokens;
  const auto once = [&] {
    return queue.once(
        [&] {
          tokens = queue.fresh_tokens(claim.max);
          return queue.write(Repeat::unsafe,
                             [&](Context& context) { return bench::look(context, claim, tokens); });
        },
        [&](Context& context) { return bench::find_look(context, claim, tokens); });
  };
  look_around(queue);
  const bool swept = queue.sweep_if_due();
  CollectorLook found = once();
  const bool nothing = found.answer.jobs.empty() && found.answer.refusal == FleetRefusal::none;
  return nothing && !swept && queue.sweep().anything() ? once() : found;
}

/// Tells a session that lives from one that is silent, whose leases can be waited out.
class Neighbours {
 public:
  explicit Neighbours(std::string own_session) : own_session_(std::move(own_session)) {}

  bool any_alive(const std::vector<HeldLease>& in_the_way) {
    return std::any_of(in_the_way.begin(), in_the_way.end(),
                       [&](const HeldLease& held) { return is_alive(held); });
  }

  bool any_of_this_session(const std::vector<HeldLease>& in_the_way) const {
    return std::any_of(in_the_way.begin(), in_the_way.end(),
                       [&](const HeldLease& held) { return is_own(held); });
  }

 private:
  bool is_alive(const HeldLease& held) {
    const auto [first, fresh] = expiry_.try_emplace(held.lease.token, held.expires_at);
    const bool renewed = !fresh && held.expires_at > first->second;
    return renewed || bench::is_seen_alive(held) || is_own(held);
  }

  bool is_own(const HeldLease& held) const {
    return !own_session_.empty() && held.session == own_session_;
  }

  std::string own_session_;
  std::map<std::string, Timestamp> expiry_;  // by token, as first seen
};

}  // namespace

FleetAnswer Fleet::claim(const CollectorClaim& asked) {
  bench::require_valid(asked);
  Queue::Impl& queue = queue_->impl();
  CollectorClaim claim = asked;
  Neighbours neighbours(claim.session);
  const service::Remaining remaining(claim.wait);
  while (true) {
    const std::uint64_t seen = queue.changes_seen();
    CollectorLook found = look(queue, claim);
    FleetAnswer& answer = found.answer;
    answer.holder_alive = neighbours.any_alive(found.in_the_way);
    answer.held_by_this_session = neighbours.any_of_this_session(found.in_the_way);
    const bool silent = answer.refusal == FleetRefusal::slots_in_use && !found.in_the_way.empty() &&
                        !answer.holder_alive;
    const microseconds wait = remaining.at_most(service::poll_interval);
    const bool worth_waiting =
        answer.jobs.empty() && (answer.refusal == FleetRefusal::none || silent);
    if (!worth_waiting || wait <= microseconds{0} || claim.stop.stop_requested())
      return std::move(answer);
    claim.takeover = false;
    queue.wait_past(seen, wait, claim.stop);
    if (claim.stop.stop_requested()) return {};
  }
}

}  // namespace perfq
