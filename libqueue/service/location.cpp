#include "service/location.hpp"

#include "service/postgres_url.hpp"

#include <perfq/error.hpp>

#include <algorithm>

namespace perfq {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

/// The scheme alone: what follows may hold a password.
std::string scheme_of(const std::string& url) {
  const auto end = url.find(':');
  const bool is_name = end != std::string::npos && end > 0 && end <= 20 &&
                       std::all_of(url.begin(), url.begin() + static_cast<std::ptrdiff_t>(end),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '+'; });
  return is_name ? "'" + url.substr(0, end + 1) + "'" : "a URL without a scheme";
}

Location sqlite_location(const std::string& path) {
  if (path.empty())
    throw Error(ErrorKind::invalid, "a database URL 'sqlite:' without a path: write sqlite:PATH");
  if (path.find('\0') != std::string::npos)
    throw Error(ErrorKind::invalid, "a path of a SQLite database can't hold a NUL");
  if (path == ":memory:") return SqliteLocation{.path = path, .memory = true};
  return SqliteLocation{.path = path};
}

}  // namespace

Location parse_location(const std::string& url) {
  if (url.starts_with(sqlite_scheme)) return sqlite_location(url.substr(sqlite_scheme.size()));
  if (is_postgres_url(url)) return parse_postgres_url(url);
  throw Error(ErrorKind::invalid, "no database is known by " + scheme_of(url) +
                                      ": use sqlite:PATH, sqlite::memory:, postgresql://… or "
                                      "postgres://…");
}

std::string shown(const Location& location) {
  if (const auto* sqlite = std::get_if<SqliteLocation>(&location))
    return std::string{sqlite_scheme} + sqlite->path;
  return std::get<PostgresLocation>(location).shown;
}

}  // namespace perfq
