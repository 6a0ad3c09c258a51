#pragma once

#include "exit.hpp"

#include <string_view>

namespace perfq::cli {

/// In one write, so that lines of several processes don't mix. Nobody is told if it fails.
void write_on_stderr(std::string_view text);

/// `perfq: LINE`
void print_line_on_stderr(std::string_view line);

/// The one line of a fault, or its JSON. Returns what to exit with.
Exit report(Fault fault, std::string_view line, bool json);

}  // namespace perfq::cli
