#pragma once

#include <string>
#include <string_view>

namespace compile_farm {

/// Bytes as text that JSON can hold: deflated, in base64, their number before them.
std::string pack(std::string_view bytes);
/// Throws where the text was not made by `pack`.
std::string unpack(std::string_view text);

/// SHA-256, in hexadecimal.
std::string digest(std::string_view bytes);

}  // namespace compile_farm
