#include "service/child/open_steps.hpp"

#include <algorithm>

namespace perfq::child {

namespace {

constexpr microseconds shortest_look = std::chrono::milliseconds{50};

}  // namespace

void OpenSteps::take(std::span<const StepReport> news, BootTime now) {
  for (const StepReport& report : news) {
    if (report.state == StepState::start)
      begun_.try_emplace(report.step, now);
    else
      begun_.erase(report.step);
  }
}

BootTime OpenSteps::next_look(BootTime now) const {
  if (limit_.count() <= 0) return never;
  return later(now, std::max(limit_ / 8, shortest_look));
}

std::optional<std::string> OpenSteps::overdue(BootTime now) const {
  if (limit_.count() <= 0 || begun_.empty()) return std::nullopt;
  const auto first =
      std::min_element(begun_.begin(), begun_.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (now < later(first->second, limit_)) return std::nullopt;
  return first->first;
}

}  // namespace perfq::child
