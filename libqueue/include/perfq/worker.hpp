#pragma once

#include <perfq/queue.hpp>

#include <functional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

namespace perfq {

/// What a worker's function says of a job.
struct Succeeded {
  std::string result_json = {};
};

struct Failed {
  std::string error;
  bool permanent = false;
};

struct HandedBack {
  std::string reason = {};
};

using Verdict = std::variant<Succeeded, Failed, HandedBack>;

struct WorkerOptions {
  std::string queue = "default";
  std::string worker;
  std::vector<std::string> affinities = {};
  std::string version = {};
  int threads = 1;
  microseconds lease = std::chrono::seconds{60};
  /// Stop when the queue has nothing more, rather than wait.
  bool until_empty = false;
};

/// Claims jobs and runs a function on them, on threads of its own, with a heartbeat from another.
///
/// The function gets a stop token that is triggered when its lease is lost, its job is to be
/// cancelled, its time limit is over, or at a hard stop; whatever it then returns is dropped, and
/// after a hard stop the job is released uncharged. An exception fails the job with its text.
/// The queue must outlive the worker.
class Worker {
 public:
  using Function = std::function<Verdict(const Claimed& job, std::stop_token stop)>;

  /// Starts at once.
  Worker(Queue& queue, WorkerOptions options, Function function);
  /// As `stop_hard()`, and waits.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Claims nothing more; what runs is finished.
  void stop();
  /// And what runs is told to stop, and released.
  void stop_hard();
  /// Until all threads have ended: after a stop, or with `until_empty`. Rethrows what ended them.
  void wait();

  struct Counts {
    std::int64_t succeeded = 0;
    std::int64_t failed = 0;
    std::int64_t released = 0;
    std::int64_t lost = 0;
  };

  Counts counts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace perfq
