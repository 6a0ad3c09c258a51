#pragma once

#include <signal.h>
#include <stop_token>
#include <thread>

namespace perfq::cli {

/// While it lives SIGINT and SIGTERM kill nobody: the first one asks for a soft stop, the second
/// for a hard one. Made before the process has other threads: those started later inherit its mask.
class StopOnSignals {
 public:
  StopOnSignals();
  ~StopOnSignals();
  StopOnSignals(const StopOnSignals&) = delete;
  StopOnSignals& operator=(const StopOnSignals&) = delete;

  std::stop_token soft() const { return soft_.get_token(); }

  std::stop_token hard() const { return hard_.get_token(); }

 private:
  void listen();

  sigset_t former_mask_{};
  int signals_ = -1;
  int end_ = -1;
  std::stop_source soft_;
  std::stop_source hard_;
  std::thread listener_;
};

}  // namespace perfq::cli
