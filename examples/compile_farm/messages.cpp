#include "messages.hpp"

#include "markers.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace compile_farm {
namespace {

// A message begins with a line that names a place. Quoted lines and notes of where the place was
// included from belong to it.
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> messages;
  bool complete = true;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const bool quoted = line.starts_with(' ');
    if (complete && !quoted) messages.emplace_back();
    if (messages.empty()) messages.emplace_back();
    messages.back() += line;
    if (!quoted) complete = !line.starts_with("In file included from");
  }
  return messages;
}

}  // namespace

std::string without_repeats(const std::string& messages, const std::string& said_before) {
  const std::vector<std::string> before = split(said_before);
  std::string rest;
  for (const std::string& message : split(messages))
    if (std::find(before.begin(), before.end(), message) == before.end()) rest += message;
  return rest;
}

}  // namespace compile_farm
