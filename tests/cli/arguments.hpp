#pragma once

#include <optional>
#include <string>
#include <vector>

namespace perfq::test {

/// An argument that takes a value, as the help of its verb shows it.
struct Argument {
  std::string verb;
  std::string name;   ///< with its dashes; a positional one has none
  std::string value;  ///< what the help calls its value
};

/// Of every verb; none is written down anywhere else.
std::vector<Argument> all_arguments();

/// A command line in which that argument has the value and everything else is right. Throws where
/// nobody said yet what a right value, or the rest of the line, is.
std::vector<std::string> line_with(const Argument& argument, const std::string& value);

/// Why perfq's parser refuses a command line; nothing: it does not. Throws what is no Error.
std::optional<std::string> refusal_of(const std::vector<std::string>& words);

}  // namespace perfq::test
