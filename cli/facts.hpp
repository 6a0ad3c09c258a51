#pragma once

#include "table.hpp"

#include <string>

namespace perfq::cli {

/// Facts, one a line: what it is, and the value behind it.
class Facts {
 public:
  /// Left out where the value is empty.
  void add(std::string name, Cell value) {
    if (!value.text.empty()) table_.add({{std::move(name), Colour::dim}, std::move(value)});
  }

  // Without the line of titles, which are empty.
  std::string text(const Terminal& terminal) const {
    const auto text = table_.text(terminal);
    return text.substr(text.find('\n') + 1);
  }

 private:
  Table table_{{{""}, {"", false, narrow}}};
};

}  // namespace perfq::cli
