#pragma once

#include <perfq/queue.hpp>

#include <string>
#include <vector>

namespace perfq {

struct Finding {
  std::string check;  ///< snake_case name of the check
  bool healthy = true;
  std::string detail;  ///< what is wrong, with which thing, and what to do; or what was looked at
};

/// Checks the invariants and looks for stuck work on a live database. Reads only.
std::vector<Finding> examine(Queue& queue);

}  // namespace perfq
