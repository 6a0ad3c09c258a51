#pragma once

#include <string_view>

namespace perfq::cli {

/// Both are the last bytes of one text, the newer one of a longer one: the end of `newer` that lies
/// behind `older`. All of it where they don't touch.
std::string_view what_is_new(std::string_view older, std::string_view newer);

}  // namespace perfq::cli
