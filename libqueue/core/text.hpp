#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace perfq::core {

inline constexpr std::size_t name_limit_bytes = 255;
inline constexpr std::size_t error_limit_bytes = 64u << 10;

/// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
bool is_utf8(std::string_view text);

/// What both databases can store: UTF-8 without NUL, at most so many bytes. What is not is
/// replaced by U+FFFD; where it was cut the end says so.
std::string clean(std::string_view text, std::size_t limit_bytes);

/// A name, told back to who wrote it: clean, and of 300 bytes at most, since it is longer only by
/// mistake.
std::string told(std::string_view name);

/// `Error{invalid}` unless the text is 1 to 255 bytes of UTF-8 without control characters. `what`
/// names the thing in the message.
void require_name(std::string_view what, std::string_view text);

/// `Error{invalid}` unless it is UTF-8 without NUL and of at most so many bytes.
void require_text(std::string_view what, std::string_view text, std::size_t limit_bytes);

}  // namespace perfq::core
