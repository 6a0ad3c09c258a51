#pragma once

#include "support/cli.hpp"

#include <memory>
#include <string>
#include <vector>

namespace perfq::test {

/// A collector for each set of each target, which benchmark in no time.
class CrashingFleet {
 public:
  /// Registers them and starts them all.
  CrashingFleet(const CliStore& store, const std::vector<std::string>& targets, int sets);

  int size() const { return static_cast<int>(running_.size()); }

  /// SIGKILL, and the same again from the beginning.
  void crash(int which);

  /// Each one's end, which it comes to by itself.
  std::vector<Finished> drain();

 private:
  std::unique_ptr<Process> start(int which) const;

  const CliStore& store_;
  std::vector<std::unique_ptr<Process>> running_;
};

}  // namespace perfq::test
