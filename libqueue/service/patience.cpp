#include "service/patience.hpp"

#include <algorithm>
#include <thread>

namespace perfq::service {

bool Patience::wait(std::uint64_t chance) {
  const auto left = std::chrono::duration_cast<microseconds>(end_ - Clock::now());
  if (left <= microseconds{0}) return false;
  const microseconds jittered = next_ / 2 + next_ * static_cast<std::int64_t>(chance % 1000) / 1000;
  std::this_thread::sleep_for(std::min(left, jittered));
  next_ = std::min(next_ * 2, microseconds{1'000'000});
  return true;
}

}  // namespace perfq::service
