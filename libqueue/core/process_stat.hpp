#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace perfq::core {

/// What the kernel says of a process (proc_pid_stat(5)).
struct ProcessStat {
  std::string state;  ///< one letter
  std::int64_t threads = 0;
  std::int64_t start_ticks = 0;  ///< from boot on, sysconf(_SC_CLK_TCK) to a second
};

/// Nothing where it can't be read.
std::optional<ProcessStat> process_stat(std::int64_t pid);

}  // namespace perfq::core
