#pragma once

#include <optional>
#include <string>

namespace compile_farm {

/// A name for exactly this compiler of this language: two machines that give it compile the same
/// text to the same object. It is the affinity of the units and what a worker holds. Nothing where
/// the command is no GCC, or doesn't compile that language.
std::optional<std::string> label_of(const std::string& compiler, const std::string& language);

}  // namespace compile_farm
