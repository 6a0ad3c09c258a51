#pragma once

#include <perfq/error.hpp>

#include <chrono>
#include <stop_token>

namespace compile_farm {

/// Makes a call again that the database did not answer, for so long: a server that is restarted
/// fails no build. Not after a stop. For calls that may be repeated whatever became of them.
template <class Call>
auto patiently(const Call& call, const std::stop_token& stop = {}) {
  using Clock = std::chrono::steady_clock;
  const auto give_up_at = Clock::now() + std::chrono::minutes{2};
  while (true) {
    try {
      return call();
    } catch (const perfq::Error& error) {
      const bool passes =
          error.kind() == perfq::ErrorKind::unavailable || error.kind() == perfq::ErrorKind::busy;
      if (!passes || stop.stop_requested() || Clock::now() >= give_up_at) throw;
    }
  }
}

}  // namespace compile_farm
