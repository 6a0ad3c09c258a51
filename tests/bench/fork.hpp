#pragma once

#include "bench/crew.hpp"

namespace perfq::bench {

/// One process's part. It calls `ready` once it is, and gets the instant at which all begin.
using ProcessWork =
    std::function<std::vector<Sample>(int number, const std::function<Clock::time_point()>& ready)>;

/// Forks so many processes and gives what each answered. Throws std::runtime_error where one
/// failed; none is left.
std::vector<std::vector<Sample>> fork_all(int processes, const ProcessWork& work);

}  // namespace perfq::bench
