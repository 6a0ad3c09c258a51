#pragma once

#include <perfq/fleet.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace perfq::bench {

/// What a job is called in a command's arguments (`{sha}`) and, in capitals with PERFQ_ before it,
/// in its environment.
std::map<std::string, std::string> placeholders(const ClaimedBench& claimed);

/// Replaces `{name}` where the name is known; other braces stay as they are.
std::string fill(std::string_view text, const std::map<std::string, std::string>& values);

/// The environment that a child gets besides ours.
std::map<std::string, std::string> environment(const ClaimedBench& claimed,
                                               std::string_view collector);

}  // namespace perfq::bench
