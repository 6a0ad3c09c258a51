#pragma once

#include <perfq/queue.hpp>

#include <cstdint>
#include <string>

namespace perfq::bench {

/// One line of perfq-bench.
struct Options {
  std::string workload;
  std::string url;  ///< of a server's database, or of an SQLite file that is not there yet
  std::int64_t jobs = 10'000;
  int workers = 1;
  int batch = 1;
  bool processes = false;  ///< each worker in one of its own
  std::int64_t history = 0;
  bool hold_snapshot = false;
  std::int64_t blocked = 0;  ///< drain: jobs that stand first, for another affinity
  std::int64_t behind = 0;   ///< drain: jobs that stand last, and are left there
  int seconds = 10;
  bool polling = false;  ///< latency: nobody is told of a job
  Durability durability = Durability::full;
  int requests = 1'000;
  int collectors = 100;
};

}  // namespace perfq::bench
