#pragma once

#include "measure.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace compile_bench {

using Costs = std::vector<std::pair<std::string, Cost>>;

// What a benchmark tells perfq, through the files that it names in the environment. Run by hand,
// without them, steps go nowhere and the result to standard output. Throws std::runtime_error where
// a file can't be written.
class Report {
 public:
  // Reads PERFQ_STEPS, PERFQ_STEPS_DONE and PERFQ_RESULT.
  Report();

  // An earlier attempt of this job reported that step as done.
  bool is_done(const std::string& step) const { return done_.contains(step); }

  void step_started(const std::string& step) const;
  void step_done(const std::string& step, const Cost& cost) const;
  void step_failed(const std::string& step, const std::string& error) const;

  // Totals stand in the result only where every unit was measured in this attempt: the sum over
  // some of them would be taken for a fast compiler.
  void result(const std::string& compiler, const Costs& units, bool complete) const;

 private:
  void append_step(const std::string& line) const;

  std::string steps_file_;
  std::string result_file_;
  std::set<std::string> done_;
};

}  // namespace compile_bench
