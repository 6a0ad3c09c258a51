#pragma once

#include "worker_folder.hpp"
#include "worker_options.hpp"

#include <perfq/queue.hpp>
#include <perfq/worker.hpp>

#include <map>
#include <stop_token>
#include <string>

namespace compile_farm {

/// Compiles what the queue has for the compilers of this machine.
class FarmWorker {
 public:
  /// Starts at once. Throws where another one of that name runs here, or no compiler is found.
  explicit FarmWorker(const FarmWorkerOptions& options);

  perfq::Worker& worker() { return worker_; }

 private:
  perfq::WorkerOptions options_of(const FarmWorkerOptions& options) const;
  perfq::Verdict compile_job(const perfq::Claimed& claimed, std::stop_token stop);

  WorkerFolder folder_;
  std::map<std::string, std::string> compilers_;  ///< by label
  perfq::Queue queue_;
  perfq::Worker worker_;
};

}  // namespace compile_farm
