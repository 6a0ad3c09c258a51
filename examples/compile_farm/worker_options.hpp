#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace compile_farm {

struct FarmWorkerOptions {
  std::string database;
  std::string queue = "compile";
  std::string name;
  int slots = 1;
  std::chrono::microseconds lease = std::chrono::seconds{60};
  std::vector<std::string> compilers = {"g++", "gcc"};
};

constexpr const char* worker_usage =
    "usage: perfq-farm-worker [--db URL] [--queue NAME] [--name NAME] [--slots N]\n"
    "                         [--lease DURATION] [--compiler COMMAND]...\n";

/// The command line over the environment (PERFQ_DB, PERFQ_CC_QUEUE). Throws std::invalid_argument.
FarmWorkerOptions worker_options(const std::vector<std::string>& arguments);

}  // namespace compile_farm
