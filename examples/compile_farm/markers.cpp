#include "markers.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace compile_farm {

std::optional<Marker> marker_in(std::string_view line) {
  if (!line.starts_with("# ")) return std::nullopt;
  const auto begin = line.find('"');
  const auto end = line.rfind('"');
  if (begin == line.npos || begin == end) return std::nullopt;
  Marker marker{
      .line = 0, .name = line.substr(begin + 1, end - begin - 1), .flags = line.substr(end + 1)};
  const char* const after = line.data() + begin - 1;
  const auto [stopped, error] = std::from_chars(line.data() + 2, after, marker.line);
  if (error != std::errc{} || stopped != after) return std::nullopt;
  return marker;
}

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
  text.remove_prefix(line.size());
  return line;
}

}  // namespace compile_farm
