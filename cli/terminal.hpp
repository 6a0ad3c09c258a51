#pragma once

#include <string>
#include <string_view>

namespace perfq::cli {

/// What may be done to the text on a descriptor.
struct Terminal {
  bool is_tty = false;
  bool colour = false;  ///< a tty, and no NO_COLOR
  bool utf8 = false;
  int columns = 0;  ///< 0: no limit
  int rows = 0;     ///< 0: no limit
};

Terminal terminal(int descriptor);

enum class Colour { none, dim, bold, red, green, yellow, blue };

std::string paint(std::string_view text, Colour colour, const Terminal& terminal);

constexpr int bar_columns = 24;

/// `███████░░░`, or `#######---` where the terminal knows no other signs.
std::string bar(double share, int columns, const Terminal& terminal);

/// One line of text that moves no cursor: control characters become spaces.
std::string printable(std::string_view text);

/// Columns that the text takes: its code points.
int columns_of(std::string_view text);

/// The text cut to that many columns, its end replaced by `…` where something is missing.
std::string cut(std::string_view text, int columns, const Terminal& terminal);

}  // namespace perfq::cli
