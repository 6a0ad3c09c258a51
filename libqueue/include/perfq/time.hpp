#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace perfq {

using std::chrono::microseconds;

/// A point in time, UTC, to the microsecond: what both databases store (as an integer) and every
/// verb returns.
using Timestamp = std::chrono::sys_time<microseconds>;

constexpr std::int64_t to_us(Timestamp at) {
  return at.time_since_epoch().count();
}

constexpr Timestamp from_us(std::int64_t at_us) {
  return Timestamp{microseconds{at_us}};
}

/// RFC 3339 in UTC with six fraction digits: `2026-08-07T12:34:56.000001Z`.
std::string format_time(Timestamp at);

/// Reads RFC 3339 with `Z` or a numeric offset and up to nine fraction digits (those past the
/// sixth are cut), or a bare date, which is its midnight UTC. Nothing for any other text, for a day
/// that no calendar has and for a year before 1970 or after 9999.
std::optional<Timestamp> parse_time(std::string_view text);

/// Reads `90`, `0.5`, `90s`, `15m`, `2h`, `3d`, `250ms`. Nothing for any other text, a negative one
/// or one of more than 100 years.
std::optional<microseconds> parse_duration(std::string_view text);

/// The two largest units, for people: `1h 02m`, `3m 05s`, `4.2s`, `12ms`.
std::string format_duration(microseconds duration);

}  // namespace perfq
