#pragma once

#include "service/running_leases.hpp"

#include <perfq/worker.hpp>

#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace perfq {

class Worker::Impl {
 public:
  Impl(Queue& queue, WorkerOptions options, Function function);
  ~Impl();

  void stop() { soft_stop_.request_stop(); }

  void stop_hard();
  void wait();
  Counts counts() const;

 private:
  void work();
  /// Nothing where the database is away for the moment: `refused` says so.
  ClaimAnswer claim();
  /// False when there is nothing more to do here.
  bool claim_and_run();

  /// The job that is to run next, where there is one, and since when its lease may count.
  struct Next {
    std::optional<Claimed> job = {};
    std::chrono::steady_clock::time_point claimed_at = {};
  };

  ClaimRequest request(microseconds wait) const;
  Next run(const Next& now);
  Next report(const Claimed& claimed, const Verdict& verdict,
              service::RunningLeases::Reason reason);
  Next hand_in(const Completion& completion);
  void tell(const Lease& lease, const Verdict& verdict, service::RunningLeases::Reason reason);
  void count(Ack ack, std::atomic<std::int64_t>& counter);

  Queue& queue_;
  WorkerOptions options_;
  Function function_;
  std::string session_;
  std::stop_source soft_stop_;
  service::RunningLeases leases_;
  std::atomic<std::int64_t> succeeded_{0};
  std::atomic<std::int64_t> failed_{0};
  std::atomic<std::int64_t> released_{0};
  std::atomic<std::int64_t> lost_{0};
  std::mutex mutex_;
  std::exception_ptr error_;
  std::vector<std::jthread> threads_;
};

}  // namespace perfq
