#pragma once

#include <perfq/fleet.hpp>
#include <perfq/time.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace perfq {

/// What jobs are made for, in the order of the jobs.
struct Selection {
  std::vector<std::string> targets = {};
  std::vector<std::string> backends = {};
  std::vector<std::string> profiles = {};

  bool operator==(const Selection&) const = default;
};

struct SuiteTarget {
  bool optional = false;  ///< its jobs never hold a request up or change its outcome
  bool pool = false;      ///< any number of collectors share a set
  /// Benchmarks, in the order in which they are run. A set's index is its jobs' affinity.
  std::vector<std::vector<std::string>> sets = {};

  bool operator==(const SuiteTarget&) const = default;
};

/// What one kind of job is made for: a value that is given stands whatever the selection; nothing:
/// a job for each one (of sets: each of the target's).
struct SuiteKind {
  std::string name;
  std::optional<std::string> target = {};
  std::optional<int> set = {};
  std::optional<std::string> backend = {};
  std::optional<std::string> profile = {};
  std::set<RequestKind> skip_for = {};  ///< requests that get none of these jobs

  bool operator==(const SuiteKind&) const = default;
};

/// The benchmarks, how they are split into jobs, and the limits of those. Equal suites are one
/// version.
struct Suite {
  std::string name;
  std::string source;  ///< where it comes from, for people
  std::map<std::string, SuiteTarget> targets;
  std::vector<std::string> backends;
  std::vector<std::string> profiles;
  Selection defaults;  ///< for requests that select nothing
  std::vector<SuiteKind> kinds;
  std::map<std::string, microseconds> timeouts;  ///< by kind: the time limit of a job
  std::optional<microseconds> step_timeout;
  /// No collector lives for what is left of a request: when its partial results are announced.
  microseconds report_after = std::chrono::hours{2};
  /// No collector of a request's code version lives: when another version may take it over.
  microseconds repin_after = std::chrono::minutes{15};
  /// A collector is dead: when others of its target get its sets; nothing: never.
  std::optional<microseconds> failover_after;
  std::map<std::string, microseconds> durations;  ///< by benchmark, guessed; for estimates

  bool operator==(const Suite&) const = default;
};

/// Reads a suite file. A suite that it returns is sound: every target covers the same benchmarks,
/// each in one set; what defaults, kinds, timeouts and durations name is listed; no request makes
/// more than 10,000 jobs. `Error{invalid}` names all the faults of a file in one line.
///
/// May be left out: `source`, `optional` and `pool` (false), `defaults` or any of its lists (all
/// that is listed), `skip_for`, `timeouts`, `durations`, and the times, as `Suite` has them.
Suite parse_suite(std::string_view json);

/// The suite as a file, in one line: the same text for equal suites, whatever the whitespace and
/// the order of members of the files that they were read from. `parse_suite` reads it back.
std::string to_json(const Suite& suite);

}  // namespace perfq
