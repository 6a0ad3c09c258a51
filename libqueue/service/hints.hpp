#pragma once

#include "service/connections.hpp"

#include <perfq/time.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace perfq::service {

/// Wakes the threads of this process that wait for a change. What other processes do is heard by
/// one thread with a connection of its own, which lives while somebody waits.
class Hints {
 public:
  /// Without a way to connect nothing is heard of other processes.
  explicit Hints(Connections::Connect connect_watcher) : connect_(std::move(connect_watcher)) {}

  ~Hints();

  void notify();

  /// Whether hints of other connections have been heard, by the connection that listens now: they
  /// are lost behind a pooler.
  bool are_heard();
  /// Whether somebody should give one for proof: once for each connection that listens.
  bool want_proof();

  /// The state to wait from: whatever is notified after this was taken ends the wait.
  std::uint64_t seen();
  /// False when nothing came in time, or on a stop.
  bool wait_past(std::uint64_t seen, microseconds wait, std::stop_token stop);

 private:
  void watch(const std::stop_token& stop);

  Connections::Connect connect_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t changes_ = 0;
  int waiting_ = 0;
  bool heard_ = false;
  bool listens_ = false;
  bool proof_given_ = false;
  std::jthread watcher_;
};

}  // namespace perfq::service
