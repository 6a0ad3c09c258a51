#pragma once

#include <cstdint>
#include <vector>

namespace perfq::store {

/// A job that may be leased.
struct Candidate {
  std::int64_t job = 0;
  bool own = false;  ///< its lease ran out on the very worker that asks
  std::int64_t priority = 0;
  std::int64_t rank = 0;
  std::int64_t run_at_us = 0;
};

/// At most so many, each once, in the order in which a worker gets them: its own interrupted jobs,
/// then by priority, rank, due time and id.
std::vector<Candidate> best(std::vector<Candidate> candidates, std::size_t limit);

}  // namespace perfq::store
