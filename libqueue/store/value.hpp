#pragma once

#include <perfq/time.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace perfq::store {

/// What goes into a statement and comes out of it.
using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Values = std::vector<Value>;

inline const Value null{};

inline Value text_or_null(std::string_view text) {
  return text.empty() ? null : Value{std::string{text}};
}

inline Value integer_or_null(std::optional<std::int64_t> number) {
  return number ? Value{*number} : null;
}

inline Value us_or_null(const std::optional<microseconds>& duration) {
  return duration ? Value{duration->count()} : null;
}

/// Those, each copied once: a list in braces copies twice.
template <class... Each>
Values values(Each&&... each) {
  Values all;
  all.reserve(sizeof...(each));
  (all.emplace_back(std::forward<Each>(each)), ...);
  return all;
}

/// One row of an answer, columns in the order of the statement.
class Row {
 public:
  explicit Row(Values values) : values_(std::move(values)) {}

  bool is_null(std::size_t column) const {
    return std::holds_alternative<std::monostate>(values_.at(column));
  }

  /// PostgreSQL answers in text: a number is read from it here. Null reads as 0.
  std::int64_t integer(std::size_t column) const;
  /// Null reads as an empty text.
  std::string text(std::size_t column) const;

  bool flag(std::size_t column) const { return integer(column) != 0; }

  std::optional<std::int64_t> maybe_integer(std::size_t column) const {
    return is_null(column) ? std::nullopt : std::optional{integer(column)};
  }

  std::size_t size() const { return values_.size(); }

  /// These columns of it alone, in this order.
  Row only(std::initializer_list<std::size_t> columns) const {
    Values values;
    for (const std::size_t column : columns) values.push_back(values_.at(column));
    return Row{std::move(values)};
  }

  void keep_first(std::size_t columns) { values_.resize(columns); }

 private:
  Values values_;
};

using Rows = std::vector<Row>;

}  // namespace perfq::store
