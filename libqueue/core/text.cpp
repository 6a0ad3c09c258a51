#include "core/text.hpp"

#include <perfq/error.hpp>

namespace perfq::core {

namespace {

bool continues(std::string_view text, std::size_t from, std::size_t count) {
  for (std::size_t i = from; i < from + count; ++i)
    if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return false;
  return true;
}

// The length of the character at `at`, 0 where there is none.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(text, at + 1, 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!continues(text, at + 1, 2)) return 0;
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!continues(text, at + 1, 3)) return 0;
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool too_high = first == 0xF4 && byte(1) > 0x8F;
    return overlong || too_high ? 0 : 4;
  }
  return 0;
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view cut_mark = " … (cut)";

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string clean(std::string_view text, std::size_t limit_bytes) {
  std::string cleaned;
  std::size_t cut_at = 0;  // where the mark would still have room behind it
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    const bool good = length > 0 && text[at] != '\0';
    const std::string_view next = good ? text.substr(at, length) : replacement;
    if (cleaned.size() + next.size() > limit_bytes) return cleaned.erase(cut_at).append(cut_mark);
    cleaned.append(next);
    if (cleaned.size() + cut_mark.size() <= limit_bytes) cut_at = cleaned.size();
    at += good ? length : 1;
  }
  return cleaned;
}

std::string told(std::string_view name) {
  return clean(name, 300);
}

void require_name(std::string_view what, std::string_view text) {
  if (text.empty())
    throw Error(ErrorKind::invalid, std::string{what} + " is empty: give it a name");
  require_text(what, text, name_limit_bytes);
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      throw Error(ErrorKind::invalid,
                  std::string{what} + " has a control character in it: leave it out");
}

void require_text(std::string_view what, std::string_view text, std::size_t limit_bytes) {
  if (text.size() > limit_bytes)
    throw Error(ErrorKind::invalid, std::string{what} + " has " + std::to_string(text.size()) +
                                        " bytes, at most " + std::to_string(limit_bytes) +
                                        " are allowed");
  if (text.find('\0') != std::string_view::npos)
    throw Error(ErrorKind::invalid, std::string{what} + " has a NUL byte in it: leave it out");
  if (!is_utf8(text)) throw Error(ErrorKind::invalid, std::string{what} + " is not UTF-8");
}

}  // namespace perfq::core
