#pragma once

#include <cstddef>
#include <string>

namespace perfq::sqlite {

/// How many rows an INSERT takes at a time. More than ten make it no faster.
inline constexpr std::size_t rows_at_a_time = 10;

/// The parts of a statement's text: what it does, and how it looks at what it changed, or nothing.
std::string command_of(const std::string& text);
std::string look_of(const std::string& text);

/// Whether the look tells of as many rows as were changed, and not of one.
bool looks_at_all_changes(const std::string& look);

/// An `INSERT … VALUES (…)` for `rows_at_a_time` rows. Its places are first the shared ones, then
/// `width` for each row.
std::string for_many_rows(const std::string& insert, std::size_t shared, std::size_t width);

}  // namespace perfq::sqlite
