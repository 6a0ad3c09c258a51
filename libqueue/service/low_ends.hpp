#pragma once

#include "store/exchange.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace perfq::service {

/// Where the next claim may begin to look. While somebody holds a snapshot PostgreSQL keeps the
/// index entries of all jobs that were claimed since, and a look from the top walks over them. So
/// once two such looks in a row have taken long (one may have been kept from a busy processor),
/// those that follow begin where the last one ended. Whatever comes to stand before that (a job put
/// back, a better one, a commit that was late) is found by the next look from the top: it is due
/// after 40 times as long as one takes, 30 s at most, and whenever there is too little past the low
/// end. Any thread, any time.
class LowEnds {
 public:
  using Clock = std::chrono::steady_clock;

  /// Whether it claims any job of one label.
  static bool is_of_one_lane(const ClaimRequest& request) { return lane_of(request).has_value(); }

  /// Where this look is to begin; nothing: at the top. Once a low end is remembered, one caller of
  /// those for whom the top is due is told so; the next one after the pause, or at once where
  /// `note` hears that it got nothing but jobs that had been put back.
  std::optional<store::LowEnd> next(const ClaimRequest& request, Clock::time_point now);

  /// After a look.
  void note(const ClaimRequest& request, const store::Look& look, Clock::time_point now);

  /// After a look that failed: as if there had been no long ones.
  void forget(const ClaimRequest& request);

  /// What a look from the top may take without being long; 1 ms unless said.
  void set_long_look(microseconds long_look) { long_look_ = long_look; }

 private:
  struct Known {
    store::LowEnd low_end;
    Clock::time_point top_is_due;
    microseconds pause;
  };

  /// A queue and its only label: of claims for several ones nothing is remembered.
  using Lane = std::pair<std::string, std::string>;
  static std::optional<Lane> lane_of(const ClaimRequest& request);

  std::mutex mutex_;
  microseconds long_look_ = std::chrono::milliseconds{1};
  std::map<Lane, Known> known_;
};

}  // namespace perfq::service
