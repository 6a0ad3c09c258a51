#pragma once

#include <perfq/step.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace perfq::child {

/// Reads one line of a steps file. Nothing where it is malformed, and `fault` says how.
std::optional<StepReport> parse_step_line(std::string_view line, std::string& fault);

}  // namespace perfq::child
