#include "table.hpp"

#include <algorithm>
#include <numeric>

namespace perfq::cli {

namespace {

constexpr int gap = 2;

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

int total(const std::vector<int>& widths) {
  int sum = 0;
  for (const int width : widths) sum += width > 0 ? width + gap : 0;
  return std::max(sum - gap, 0);
}

// The widest gives first.
void shrink(std::vector<int>& widths, const std::vector<Column>& columns, int limit) {
  while (total(widths) > limit) {
    std::size_t widest = widths.size();
    for (std::size_t at = 0; at < widths.size(); ++at) {
      const int least = columns[at].shrinks_to;
      if (least == 0 || widths[at] <= least) continue;
      if (widest == widths.size() || widths[at] > widths[widest]) widest = at;
    }
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

class Line {
 public:
  explicit Line(const Terminal& terminal) : terminal_(&terminal) {}

  void add(const Cell& cell, int width, bool right) {
    if (full_) return;
    const int before = used_ == 0 ? 0 : gap;
    const int left = terminal_->columns == 0 ? width : terminal_->columns - used_ - before;
    if (left <= 0) {
      full_ = true;
      return;
    }
    const auto text = cut(cell.text, std::min(width, left), *terminal_);
    const int padding = std::min(width, left) - columns_of(text);
    text_ += spaces(before) + (right ? spaces(padding) : "") +
             paint(text, cell.colour, *terminal_) + (right ? "" : spaces(padding));
    used_ += before + std::min(width, left);
  }

  std::string end() {
    while (!text_.empty() && text_.back() == ' ') text_.pop_back();
    return text_ + "\n";
  }

 private:
  const Terminal* terminal_;
  std::string text_;
  int used_ = 0;
  bool full_ = false;
};

}  // namespace

void Table::add(std::vector<Cell> row) {
  row.resize(columns_.size());
  for (auto& cell : row) cell.text = printable(cell.text);
  rows_.push_back(std::move(row));
}

std::vector<int> Table::widths(const Terminal& terminal) const {
  std::vector<int> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t at = 0; at < row.size(); ++at) {
      widths[at] = std::max(widths[at], columns_of(row[at].text));
    }
  }
  for (std::size_t at = 0; at < widths.size(); ++at) {
    if (widths[at] > 0) widths[at] = std::max(widths[at], columns_of(columns_[at].title));
  }
  if (terminal.columns > 0) shrink(widths, columns_, terminal.columns);
  return widths;
}

std::string Table::text(const Terminal& terminal) const {
  if (rows_.empty()) return {};
  const auto widths = this->widths(terminal);
  std::vector<Cell> titles;
  for (const auto& column : columns_) titles.push_back({column.title, Colour::dim});
  std::string text;
  const auto add_line = [&](const std::vector<Cell>& row) {
    Line line{terminal};
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (widths[at] > 0) line.add(row[at], widths[at], columns_[at].right);
    }
    text += line.end();
  };
  add_line(titles);
  for (const auto& row : rows_) add_line(row);
  return text;
}

}  // namespace perfq::cli
