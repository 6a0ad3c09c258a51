#pragma once

#include <perfq/bench_runner.hpp>
#include <perfq/child.hpp>

#include <map>
#include <mutex>
#include <set>
#include <string>

namespace perfq::bench {

class QueueLeaseKeeper;

/// What one job's run came to.
enum class JobEnd { succeeded, failed, released, lost, not_started };

struct JobReport {
  JobEnd end = JobEnd::failed;
  std::string message;
};

/// Runs jobs of one session: the prepare command where it is due, then the command, each under the
/// job's lease; reports the end, waiting for the database where it is away. Any number of threads.
class JobRunner {
 public:
  JobRunner(Queue& queue, const BenchRun& run, std::string session)
      : queue_(queue), run_(run), session_(std::move(session)) {}

  /// `claimed_at` is when the claim was asked for: the lease has run at most since then.
  JobReport run(const ClaimedBench& claimed, std::chrono::steady_clock::time_point claimed_at);

 private:
  ChildOptions options_for(const ClaimedBench& claimed) const;
  /// Nothing where the command may run; takes the time it took from the job's limit.
  std::optional<ChildReport> prepare(const ClaimedBench& claimed, ChildOptions& options,
                                     QueueLeaseKeeper& keeper);
  JobReport report(const ClaimedBench& claimed, const ChildReport& child);
  JobReport end_job(const ClaimedBench& claimed, const ChildReport& child);
  JobReport end_exited(const ClaimedBench& claimed, const ChildReport& child);

  Queue& queue_;
  const BenchRun& run_;
  std::string session_;
  std::mutex prepare_mutex_;
  std::set<std::string> prepared_;
};

}  // namespace perfq::bench
