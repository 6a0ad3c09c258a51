#include "service/child/stopping.hpp"

#include <signal.h>

namespace perfq::child {

void Stopping::begin(ChildEnd reason, ChildProcess& child, BootTime now) {
  reason_ = reason;
  kill_at_ = later(now, kill_after_);
  child.signal_group(SIGTERM);
  child.signal_group(SIGCONT);  // a stopped process gets no TERM
}

void Stopping::go_on(ChildProcess& child, BootTime now) {
  if (now < kill_at_) return;
  child.signal_group(SIGKILL);
  kill_at_ = never;
}

}  // namespace perfq::child
