#pragma once

#include <perfq/access.hpp>
#include <perfq/fleet.hpp>
#include <perfq/time.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Texts that people and scripts write, read strictly. `what` names the option or field in the
/// `Error{invalid}` that says what would have been right.
namespace perfq::cli {

struct Range {
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

inline constexpr Range any_id{1};
inline constexpr Range any_priority{-1000, 1000};
inline constexpr Range any_attempts{1, 1000};
inline constexpr microseconds longest = std::chrono::hours{24 * 100};

std::int64_t read_number(std::string_view text, std::string_view what, Range range);
/// Refuses a number that is out of its range.
void check_number(std::int64_t number, std::string_view what, Range range);
/// 1 ms to 100 days, or from 0 where `zero` says so.
microseconds read_duration(std::string_view text, std::string_view what, bool zero = false);
Timestamp read_time(std::string_view text, std::string_view what);
std::string read_sha(std::string_view text, std::string_view what);
/// A name of 1 to 255 bytes.
std::string read_name(std::string_view text, std::string_view what);
/// `K=V`
std::pair<std::string, std::string> read_label(std::string_view text, std::string_view what);
/// `KIND=ROLE`
Grant read_grant(std::string_view text, std::string_view what);
/// `ROLE=QUEUE`
std::pair<std::string, std::string> read_queue_limit(std::string_view text, std::string_view what);
RequestKind read_request_kind(std::string_view text, std::string_view what);
GroupState read_group_state(std::string_view text, std::string_view what);
JobState read_job_state(std::string_view text, std::string_view what);
/// The queues of the benchmark layer are not for plain jobs.
std::string read_queue(std::string_view text, std::string_view what);

/// `Error{invalid}` of the form `WHAT: 'TEXT' FAULT`, with a long text cut; an empty `what` is left
/// out.
[[noreturn]] void refuse(std::string_view what, std::string_view text, std::string_view fault);

}  // namespace perfq::cli
