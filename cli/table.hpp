#pragma once

#include "terminal.hpp"

#include <string>
#include <vector>

namespace perfq::cli {

struct Cell {
  std::string text;
  Colour colour = Colour::none;
};

struct Column {
  std::string title;
  bool right = false;  ///< numbers
  /// Gives way, down to a few letters, where the window is narrow.
  bool shrinks = false;
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
