#pragma once

#include "exit.hpp"

#include <string_view>

namespace perfq::cli {

/// `perfq: LINE`
void print_line_on_stderr(std::string_view line);

/// The one line of a fault, or its JSON. Returns what to exit with.
Exit report(Fault fault, std::string_view line, bool json);

}  // namespace perfq::cli
