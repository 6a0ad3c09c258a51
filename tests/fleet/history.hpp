#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace perfq::test {

/// What the log says of one event; where it says nothing: 0 or empty.
struct LoggedEvent {
  std::int64_t cursor = 0;
  std::int64_t at_us = 0;
  std::string type = {};
  std::int64_t job = 0;
  std::string sha = {};
  std::string collector = {};
  std::string session = {};
  std::string outcome = {};
  int lease = 0;
  int finishes = 0;
  bool charged = false;
};

/// A lease that has ended.
struct PastLease {
  std::int64_t job = 0;
  int lease = 0;
  bool charged = false;
  std::string collector = {};
  std::string session = {};
  std::string token = {};
  std::string outcome = {};
  std::int64_t started_at_us = 0;
  std::int64_t ended_at_us = 0;
};

/// What is left of a fleet's life when all of it is asleep.
struct History {
  std::vector<LoggedEvent> events = {};  ///< in the order of the log
  std::vector<PastLease> leases = {};    ///< by job and number
  int max_attempts = 0;                  ///< of every job
  std::int64_t jobs_not_ended = 0;       ///< as the database counts them
  std::int64_t leases_under_way = 0;     ///< the same
  /// Of two who write within it the log may put either first; 0 where one writes after the other.
  std::int64_t one_moment_us = 0;
};

/// Each breach of an invariant in a sentence. Knows nothing of how perfq keeps them: it reads the
/// events one by one as somebody would who was told of them.
std::vector<std::string> faults_in(const History& history);

/// For a check to print.
std::string in_lines(const std::vector<std::string>& sentences);

}  // namespace perfq::test
