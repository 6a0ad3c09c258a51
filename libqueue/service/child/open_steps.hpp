#pragma once

#include "service/child/boot_clock.hpp"

#include <perfq/step.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>

namespace perfq::child {

/// The steps that the child has begun and not ended, against the time that each may take. It counts
/// from when the step was read of, since its line bears no time.
class OpenSteps {
 public:
  /// Zero or less: each may take as long as it likes.
  explicit OpenSteps(microseconds limit) : limit_(limit) {}

  void take(std::span<const StepReport> news, BootTime now);

  /// When to read the steps again, so that one which is over its limit is seen soon after.
  BootTime next_look(BootTime now) const;

  /// The one that has been open for longer than the limit, and longest; nothing: none.
  std::optional<std::string> overdue(BootTime now) const;

 private:
  microseconds limit_;
  std::map<std::string, BootTime> begun_{};
};

}  // namespace perfq::child
