#pragma once

#include "bench/options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace perfq::bench {

/// One call, or one round of calls, of a worker.
struct Sample {
  std::int64_t ended_us = 0;  ///< since the start
  std::int64_t took_us = 0;
  std::int64_t jobs = 1;
};

/// What workers that only wait cost, at the server and in their own process.
struct Idle {
  std::int64_t transactions = 0;
  std::int64_t server_cpu_us = 0;
  std::int64_t client_cpu_us = 0;
};

struct Report {
  std::string workload;
  std::string database;
  std::int64_t jobs = 0;
  std::int64_t jobs_of_slowest = 0;  ///< of the workers
  std::int64_t seconds_us = 0;
  std::vector<Sample> samples;
  std::optional<Idle> idle;
};

std::string to_json(const Report& report, const Options& options);
std::string to_text(const Report& report, const Options& options);

}  // namespace perfq::bench
