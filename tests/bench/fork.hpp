#pragma once

#include "bench/crew.hpp"

#include <memory>

namespace perfq::bench {

/// One process's part. It calls `ready` once it is, and gets the instant at which all begin.
using ProcessWork =
    std::function<std::vector<Sample>(int number, const std::function<Clock::time_point()>& ready)>;

/// Forks so many processes and gives what each answered. Throws std::runtime_error where one
/// failed; none is left.
std::vector<std::vector<Sample>> fork_all(int processes, const ProcessWork& work);

/// Makes something in a process of its own, which keeps it until the answer is destroyed. Throws
/// std::runtime_error where that failed.
std::shared_ptr<void> keep_in_process(const std::function<std::shared_ptr<void>()>& make);

}  // namespace perfq::bench
