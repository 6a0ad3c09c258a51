#pragma once

#include <string>
#include <vector>

namespace compile_bench {

struct Cost {
  double wall_s = 0;
  double user_s = 0;
  long peak_kb = 0;
};

struct Run {
  Cost cost;
  std::string error;  // empty where the command succeeded
};

// Runs a command, found through PATH, to its end. The cost covers every process that it waited for,
// so a compiler driver is charged for the compiler behind it.
Run measure(const std::vector<std::string>& command);

// The first line of the command's standard output, empty where there is none.
std::string first_line_of(const std::vector<std::string>& command);

}  // namespace compile_bench
