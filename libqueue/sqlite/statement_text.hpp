#pragma once

#include <cstddef>
#include <string>

namespace perfq::sqlite {

/// How many rows a command takes at a time, where it takes many. More make it no faster.
inline constexpr std::size_t rows_at_a_time = 20;

/// The parts of a statement's text: what it does, and how it looks at what it changed, or nothing.
std::string command_of(const std::string& text);
std::string look_of(const std::string& text);

/// Whether the look tells of as many rows as were changed, and not of one.
bool looks_at_all_changes(const std::string& look);

/// Whether the command is a `WITH given (a, …) AS (VALUES ($3, …)) UPDATE … FROM given …`. No name
/// of its table may begin with another.
bool takes_a_table(const std::string& command);

/// The same without the table, `given.a` being `$3`: for one row, to build the table would take
/// half as long as the rest.
std::string for_one_row(const std::string& command);

/// A command with `VALUES (…)` for `rows_at_a_time` rows. Its places are first the shared ones,
/// then `width` for each row.
std::string for_many_rows(const std::string& command, std::size_t shared, std::size_t width);

/// The command, with a RETURNING of the columns that the look selects; as it is where there is no
/// look. Among the look's columns there is no other SELECT.
std::string returning(const std::string& command, const std::string& look);

}  // namespace perfq::sqlite
