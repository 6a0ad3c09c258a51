#pragma once

#include <cstddef>
#include <string_view>

namespace perfq::core {

/// How deeply arrays and objects nest in a JSON text, valid or not. To be asked before an untrusted
/// text is handed to code that recurses.
std::size_t json_depth(std::string_view text);

/// The deepest that we take from others.
constexpr std::size_t max_json_depth = 200;

}  // namespace perfq::core
