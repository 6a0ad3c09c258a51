#pragma once

#include <string>

namespace compile_farm {

/// What a compiler says of a unit, without what its preprocessor said before: a macro that is
/// defined twice, for one, is seen by both.
std::string without_repeats(const std::string& messages, const std::string& said_before);

}  // namespace compile_farm
