#include "service/low_ends.hpp"

#include <algorithm>
#include <tuple>

namespace perfq::service {

namespace {

constexpr microseconds longest_pause = std::chrono::seconds{30};
constexpr int pause_in_looks = 20;

bool stands_behind(const store::LowEnd& a, const store::LowEnd& b) {
  return std::tuple{-a.priority, a.rank, a.run_at_us, a.job} >
         std::tuple{-b.priority, b.rank, b.run_at_us, b.job};
}

}  // namespace

std::optional<LowEnds::Lane> LowEnds::lane_of(const ClaimRequest& request) {
  const bool none_or_two = request.affinities.empty() == request.only_labelled;
  if (request.job != 0 || request.affinities.size() > 1 || none_or_two) return std::nullopt;
  return Lane{request.queue, request.affinities.empty() ? "" : request.affinities.front()};
}

std::optional<store::LowEnd> LowEnds::of(const ClaimRequest& request, Clock::time_point now) {
  const auto lane = lane_of(request);
  if (!lane) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(*lane);
  if (found == known_.end() || now >= found->second.top_is_due) return std::nullopt;
  return found->second.low_end;
}

void LowEnds::note(const ClaimRequest& request, const store::Look& look, Clock::time_point now) {
  const auto lane = lane_of(request);
  if (!lane) return;
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(*lane);
  if (!look.found_enough || (!look.from && look.took <= long_look_)) {
    if (known != known_.end()) known_.erase(known);
  } else if (!look.to) {
    return;
  } else if (!look.from) {
    const auto pause = std::min(longest_pause, look.took * pause_in_looks);
    const bool again = known != known_.end();
    known_.insert_or_assign(*lane, Known{*look.to, again ? now + pause : now});
  } else if (known != known_.end() && stands_behind(*look.to, known->second.low_end)) {
    store::LowEnd further = *look.to;
    further.lapsed_after_us = known->second.low_end.lapsed_after_us;
    known->second.low_end = further;
  }
}

}  // namespace perfq::service
