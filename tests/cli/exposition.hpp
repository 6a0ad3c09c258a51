#pragma once

#include <map>
#include <string>

namespace perfq::test {

/// A value by its metric's name and its label, as `name` or `name{label=value}`, unescaped.
using Samples = std::map<std::string, double>;

/// Reads Prometheus' text format and nothing looser: each metric once, HELP and TYPE before its
/// samples, no sample twice. Throws std::runtime_error with the line that is wrong.
Samples read_exposition(const std::string& text);

}  // namespace perfq::test
