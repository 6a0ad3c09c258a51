#pragma once

#include "terminal.hpp"

#include <string>
#include <vector>

namespace perfq::cli {

struct Cell {
  std::string text;
  Colour colour = Colour::none;
};

/// What is left of a text column in a narrow window.
inline constexpr int narrow = 8;

struct Column {
  std::string title;
  bool right = false;  ///< numbers
  /// Gives way where the window is narrow, down to that many columns; 0: not at all.
  int shrinks_to = 0;
};

/// Aligned columns, no wider than the terminal. Columns that are empty in all rows are left out.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// As many cells as columns; texts are made printable here.
  void add(std::vector<Cell> row);

  bool empty() const { return rows_.empty(); }

  std::string text(const Terminal& terminal) const;

 private:
  std::vector<int> widths(const Terminal& terminal) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace perfq::cli
