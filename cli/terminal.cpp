#include "terminal.hpp"

#include "grammar.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace perfq::cli {

namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

bool knows_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto locale = environment(name);
    if (locale.empty()) continue;
    return locale.find("UTF-8") != std::string_view::npos ||
           locale.find("utf8") != std::string_view::npos ||
           locale.find("utf-8") != std::string_view::npos;
  }
  return false;
}

int asked_columns() {
  const auto text = environment("COLUMNS");
  const int columns = std::atoi(std::string{text}.c_str());
  return columns > 0 ? columns : 0;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u;
}

const char* code_of(Colour colour) {
  switch (colour) {
    case Colour::dim:
      return "\033[2m";
    case Colour::bold:
      return "\033[1m";
    case Colour::red:
      return "\033[31m";
    case Colour::green:
      return "\033[32m";
    case Colour::yellow:
      return "\033[33m";
    case Colour::blue:
      return "\033[34m";
    case Colour::none:
      break;
  }
  return "";
}

}  // namespace

Terminal terminal(int descriptor) {
  Terminal found;
  found.is_tty = isatty(descriptor) == 1;
  found.colour = found.is_tty && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  found.utf8 = knows_utf8();
  winsize window{};
  if (found.is_tty && ioctl(descriptor, TIOCGWINSZ, &window) == 0) {
    found.columns = window.ws_col;
    found.rows = window.ws_row;
  }
  if (found.columns == 0) found.columns = asked_columns();
  if (found.columns == 0 && found.is_tty) found.columns = 80;
  return found;
}

std::string paint(std::string_view text, Colour colour, const Terminal& terminal) {
  if (!terminal.colour || colour == Colour::none || text.empty()) return std::string{text};
  return std::string{code_of(colour)} + std::string{text} + "\033[0m";
}

std::string bar(double share, int columns, const Terminal& terminal) {
  const double inside = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0;
  // The last one is only for what is whole.
  const int full = static_cast<int>(std::floor(inside * columns + 1e-9));
  std::string text;
  for (int column = 0; column < columns; ++column) {
    if (terminal.utf8) {
      text += column < full ? "█" : "░";
    } else {
      text += column < full ? '#' : '-';
    }
  }
  return text;
}

std::string printable(std::string_view text) {
  std::string line{text};
  for (std::size_t at = 0; at < line.size(); ++at) {
    const auto byte = static_cast<unsigned char>(line[at]);
    const bool second_set =
        byte == 0xc2u && at + 1 < line.size() && static_cast<unsigned char>(line[at + 1]) < 0xa0u;
    if (second_set) line[at + 1] = ' ';
    if (byte < 0x20u || byte == 0x7fu || second_set) line[at] = ' ';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

int columns_of(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string cut(std::string_view text, int columns, const Terminal& terminal) {
  if (columns_of(text) <= columns) return std::string{text};
  int seen = 0;
  std::size_t end = 0;
  while (end < text.size() && (seen < columns || is_continuation(text[end]))) {
    if (!is_continuation(text[end]) && ++seen == columns) break;
    ++end;
  }
  return std::string{text.substr(0, end)} + (terminal.utf8 ? "…" : "~");
}

}  // namespace perfq::cli
