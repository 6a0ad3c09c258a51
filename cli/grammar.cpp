#include "grammar.hpp"

#include <perfq/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace perfq::cli {

namespace {

constexpr std::size_t longest_name = 255;

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool may_stand_in_sha(char c) {
  return is_alnum(c) || std::string_view{"._+/-"}.find(c) != std::string_view::npos;
}

std::string describe(Range range) {
  const bool open = range.most == std::numeric_limits<std::int64_t>::max();
  return open ? fmt::format("is no integer from {} on", range.least)
              : fmt::format("is no integer from {} to {}", range.least, range.most);
}

}  // namespace

void refuse(std::string_view what, std::string_view text, std::string_view fault) {
  constexpr std::size_t most_shown = 60;
  const bool cut = text.size() > most_shown;
  std::string shown{text.substr(0, most_shown)};
  std::replace(shown.begin(), shown.end(), '\0', ' ');  // An error's text would end there.
  throw Error(ErrorKind::invalid, fmt::format("{}{}'{}{}' {}", what, what.empty() ? "" : ": ",
                                              shown, cut ? "…" : "", fault));
}

void check_number(std::int64_t number, std::string_view what, Range range) {
  if (number < range.least || number > range.most) {
    refuse(what, std::to_string(number), describe(range));
  }
}

std::int64_t read_number(std::string_view text, std::string_view what, Range range) {
  std::int64_t number = 0;
  const auto digits = text.starts_with('+') ? text.substr(1) : text;
  const char* end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, number);
  const bool inside = number >= range.least && number <= range.most;
  if (fault != std::errc{} || stop != end || !inside) refuse(what, text, describe(range));
  return number;
}

microseconds read_duration(std::string_view text, std::string_view what, bool zero) {
  const auto duration = parse_duration(text);
  if (!duration) refuse(what, text, "is no duration: write 90, 0.5, 90s, 15m, 2h or 3d");
  const microseconds least = zero ? microseconds{0} : std::chrono::milliseconds{1};
  if (*duration < least || *duration > longest) {
    refuse(what, text, zero ? "is more than 100 days" : "is not from 1 ms to 100 days");
  }
  return *duration;
}

Timestamp read_time(std::string_view text, std::string_view what) {
  const auto at = parse_time(text);
  if (!at) refuse(what, text, "is no time: write 2026-08-07T12:34:56Z or 2026-08-07");
  return *at;
}

std::string read_sha(std::string_view text, std::string_view what) {
  const bool right = !text.empty() && text.size() <= longest_name && is_alnum(text.front()) &&
                     std::all_of(text.begin(), text.end(), may_stand_in_sha);
  if (!right) {
    refuse(what, text,
           "is no SHA or tag: 1 to 255 of A-Za-z0-9._+/-, beginning with a letter or digit");
  }
  return std::string{text};
}

std::string read_name(std::string_view text, std::string_view what) {
  if (text.empty() || text.size() > longest_name) {
    refuse(what, text, "is no name: it has 1 to 255 bytes");
  }
  return std::string{text};
}

std::pair<std::string, std::string> read_label(std::string_view text, std::string_view what) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    refuse(what, text, "is no label: write KEY=VALUE");
  }
  return {std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)}};
}

Grant read_grant(std::string_view text, std::string_view what) {
  const auto equals = std::min(text.find('='), text.size());
  const auto kind = parse_access_kind(text.substr(0, equals));
  if (!kind || equals + 1 >= text.size()) {
    refuse(what, text, "is no grant: write collector=ROLE, submitter=ROLE or reader=ROLE");
  }
  return {*kind, read_name(text.substr(equals + 1), what)};
}

std::pair<std::string, std::string> read_queue_limit(std::string_view text, std::string_view what) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) {
    refuse(what, text, "names no role and queue: write ROLE=QUEUE, or ROLE=* for all queues");
  }
  return {read_name(text.substr(0, equals), what), read_name(text.substr(equals + 1), what)};
}

RequestKind read_request_kind(std::string_view text, std::string_view what) {
  const auto kind = parse_request_kind(text);
  if (!kind) refuse(what, text, "is no kind of request: master, try or release");
  return *kind;
}

GroupState read_group_state(std::string_view text, std::string_view what) {
  const auto state = parse_group_state(text);
  if (!state) {
    refuse(what, text, "is no state: waiting, queued, running, finished, failed or cancelled");
  }
  return *state;
}

JobState read_job_state(std::string_view text, std::string_view what) {
  const auto state = parse_job_state(text);
  if (!state) {
    refuse(what, text, "is no state: queued, running, succeeded, failed or cancelled");
  }
  return *state;
}

std::string read_queue(std::string_view text, std::string_view what) {
  if (text.starts_with("bench/")) {
    refuse(what, text, "belongs to the benchmark requests: use enqueue, claim --collector-id");
  }
  return read_name(text, what);
}

}  // namespace perfq::cli
