#include "core/ending.hpp"

#include "core/lifecycle.hpp"

#include <algorithm>

namespace perfq::core {

microseconds backoff_delay(microseconds first, int failures, std::uint64_t chance) {
  microseconds delay = std::min(first, longest_backoff);
  for (int n = 1; n < failures && delay < longest_backoff; ++n) delay *= 2;
  delay = std::min(delay, longest_backoff);
  constexpr std::uint64_t steps = 4001;
  const auto per_10000 = static_cast<std::int64_t>(8000 + chance % steps);
  return delay * per_10000 / 10'000;
}

namespace {

Signal signal_of(const AttemptFacts& facts, const Ending& ending, bool charge) {
  if (ending.outcome == Outcome::succeeded) return Signal::complete;
  if (facts.cancel_requested) return Signal::stop_cancelled;
  const bool used_up = facts.charged + (charge ? 1 : 0) >= facts.max_attempts;
  if (ending.outcome == Outcome::failed || ending.outcome == Outcome::timed_out)
    return used_up || ending.permanent ? Signal::fail_for_good : Signal::fail;
  return used_up ? Signal::give_up : Signal::release;
}

}  // namespace

Decision decide(const AttemptFacts& facts, const Ending& ending, std::uint64_t chance) {
  const bool released = ending.outcome == Outcome::released;
  const bool charge = !released || (facts.releases + 1) % releases_per_charge == 0;
  const Signal signal = signal_of(facts, ending, charge);
  Decision decision;
  decision.state = *next(JobState::running, signal);
  decision.outcome = signal == Signal::stop_cancelled ? Outcome::cancelled : ending.outcome;
  decision.charge = charge && signal != Signal::stop_cancelled;
  decision.released = released;
  if (signal == Signal::fail)
    decision.delay = ending.retry_in ? *ending.retry_in
                                     : backoff_delay(facts.backoff, facts.charged + 1, chance);
  return decision;
}

}  // namespace perfq::core
