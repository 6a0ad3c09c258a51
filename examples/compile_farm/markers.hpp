#pragma once

#include <optional>
#include <string_view>

namespace compile_farm {

/// `# 12 "name" 3`: the next line is the 12th of that file.
struct Marker {
  std::size_t line = 0;
  std::string_view name;   ///< as it is written, between the quotes
  std::string_view flags;  ///< what follows the name
};

/// Nothing for lines that are no marker.
std::optional<Marker> marker_in(std::string_view line);

/// Takes the first line, with its end, off a text.
std::string_view take_line(std::string_view& text);

}  // namespace compile_farm
