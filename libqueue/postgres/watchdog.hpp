#pragma once

#include <perfq/time.hpp>

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace perfq::postgres {

/// Shuts down sockets whose peer has been silent for too long: the kernel ends a wait for a peer
/// that acknowledges nothing, but not for one that acknowledges and says nothing. One thread for
/// all connections of a process, which a watch wakes only where none stood before.
class Watchdog {
  using Clock = std::chrono::steady_clock;

  struct Watched {
    int socket = -1;
    Clock::time_point until{};
  };

 public:
  /// The one that all share; its thread ends with the last who holds it.
  static std::shared_ptr<Watchdog> shared();

  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// While it lives the socket is shut down once the time is over.
  class Watch {
   public:
    Watch(Watchdog& watchdog, int socket, microseconds limit);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog& watchdog_;
    std::list<Watched>::iterator place_;
  };

 private:
  void run(const std::stop_token& stop);
  /// Shuts down what is overdue; when to look again.
  Clock::time_point shut_down_overdue();

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::list<Watched> watched_;
  Clock::time_point looks_at_ = Clock::time_point::max();
  std::jthread thread_;
};

}  // namespace perfq::postgres
