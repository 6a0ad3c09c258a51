#pragma once

#include "service/child/boot_clock.hpp"
#include "service/child/file_descriptor.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace perfq::child {

struct Spawned {
  pid_t pid = -1;  ///< and the id of its process group
  BootTime started_at{};
  FileDescriptor output{};
  FileDescriptor errors{};
  std::string failure{};  ///< why there is no process; empty where there is one
};

/// Starts a command, which then runs: an exec that fails is a failure here. The child dies with the
/// calling *thread*. Throws std::system_error where there are no descriptors left.
Spawned spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment);

}  // namespace perfq::child
