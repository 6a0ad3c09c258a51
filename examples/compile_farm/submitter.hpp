#pragma once

#include "command_line.hpp"
#include "settings.hpp"
#include "unit.hpp"

#include <perfq/queue.hpp>
#include <perfq/worker.hpp>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

namespace compile_farm {

/// Gets one unit compiled: by a result that is still kept, by the farm, or at last here.
class Submitter {
 public:
  Submitter(const Settings& settings, std::string compiler, std::string label);

  /// The job as it ended; nothing on a stop.
  std::optional<perfq::Job> get_compiled(const Unit& unit, std::stop_token stop);

 private:
  using Clock = std::chrono::steady_clock;

  perfq::JobId submit(const Unit& unit, const std::string& key);
  std::optional<perfq::Job> wait(perfq::JobId job, std::chrono::microseconds limit);
  std::optional<perfq::Job> wait_or_compile(perfq::JobId job);
  /// As a worker that claims this job and no other, for the load to be seen.
  void compile_here(perfq::JobId job);
  perfq::Verdict compiled(const perfq::Claimed& claimed, Clock::time_point leased_at);

  Settings settings_;
  std::string compiler_;
  std::string label_;
  std::string name_;
  perfq::Queue queue_;
  std::stop_token stop_;
};

}  // namespace compile_farm
