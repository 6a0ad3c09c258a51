#include "service/low_ends.hpp"

#include "service/pace.hpp"

#include <tuple>

namespace perfq::service {

namespace {

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

std::optional<store::LowEnd> LowEnds::next(const ClaimRequest& request, Clock::time_point now) {
  const auto lane = lane_of(request);
  if (!lane) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(*lane);
  if (found == known_.end()) return std::nullopt;
  Known& known = found->second;
  if (now < known.top_is_due) return known.low_end;
  known.top_is_due = now + known.pause;
  return std::nullopt;
}

void LowEnds::forget(const ClaimRequest& request) {
  const auto lane = lane_of(request);
  if (!lane) return;
  const std::lock_guard lock(mutex_);
  known_.erase(*lane);
}

void LowEnds::note(const ClaimRequest& request, const store::Look& look, Clock::time_point now) {
  const auto lane = lane_of(request);
  if (!lane) return;
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(*lane);
  if (!look.found_enough || (!look.from && look.took <= long_look_)) {
    if (known != known_.end()) known_.erase(known);
  } else if (!look.to) {
    if (!look.from && known != known_.end()) known->second.top_is_due = now;
  } else if (!look.from) {
    const bool again = known != known_.end();
    const microseconds pause = again ? pause_after(look.took) : microseconds{0};
    known_.insert_or_assign(*lane, Known{*look.to, now + pause, pause});
  } else if (known != known_.end() && stands_behind(*look.to, known->second.low_end)) {
    store::LowEnd further = *look.to;
    if (look.saw_lapsed) further.lapsed_after_us = known->second.low_end.lapsed_after_us;
    known->second.low_end = further;
  }
}

}  // namespace perfq::service
