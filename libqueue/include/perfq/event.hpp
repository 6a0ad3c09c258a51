#pragma once

#include <perfq/job.hpp>

namespace perfq {

/// A row of the append-only log, written in the transaction of the change that it tells of.
struct Event {
  std::int64_t cursor = 0;
  Timestamp at{};
  std::string type;  ///< `job.claimed`, `request.finished`, `collector.draining`, …
  JobId job = 0;
  GroupId group = 0;
  std::string worker;
  std::string actor;  ///< who did it: a worker, a database role or user@host
  std::string data;   ///< a JSON object
};

}  // namespace perfq
