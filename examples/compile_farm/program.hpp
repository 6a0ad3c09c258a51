#pragma once

#include <string>
#include <vector>

namespace compile_farm {

struct Ran {
  int exit_status = -1;  ///< -1: it could not be run, or a signal ended it
  std::string output;
  std::string messages;  ///< its standard error
};

/// Runs a program to its end, with the environment of this process and `more`, words `NAME=value`.
Ran run_program(const std::vector<std::string>& words, const std::vector<std::string>& more = {});

/// Becomes the program. Returns only where it can't be run: the exit status for that.
int become(const std::vector<std::string>& words);

}  // namespace compile_farm
