#pragma once

#include <perfq/process.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace perfq::service {

/// What the system tells of the process that bears a number now.
struct ProcessNow {
  bool known = false;            ///< false: it can't be told
  bool alive = false;            ///< a zombie is not
  std::int64_t start_ticks = 0;  ///< 0: unknown
};

ProcessNow process_now(std::int64_t pid);

/// The rule behind provably_gone: what is asked about, who asks, and what bears that number there.
bool gone(const ProcessIdentity& that, const ProcessIdentity& here, const ProcessNow& now);

}  // namespace perfq::service
