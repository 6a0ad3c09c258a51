#pragma once

#include <perfq/child.hpp>

#include <string>
#include <vector>

namespace perfq::child {

/// The child's environment as `NAME=value`, made of ours by the options' rules.
std::vector<std::string> child_environment(const ChildOptions& options);

/// What execve is to try for that command, in order, by the PATH of that environment.
std::vector<std::string> program_candidates(const std::string& command,
                                            const std::vector<std::string>& environment);

}  // namespace perfq::child
