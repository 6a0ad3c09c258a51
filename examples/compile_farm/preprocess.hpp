#pragma once

#include "command_line.hpp"
#include "unit.hpp"

#include <optional>

namespace compile_farm {

struct Preprocessed {
  Unit unit;
  std::string messages;  ///< warnings of the preprocessor's
};

/// Does the includes and conditions of a source here, with the dependency file that was asked for.
/// Nothing where that fails, for the compiler's own words are the best then, and where the text
/// asks for the time of a file that no worker has.
std::optional<Preprocessed> preprocess(const Compilation& compilation);

}  // namespace compile_farm
