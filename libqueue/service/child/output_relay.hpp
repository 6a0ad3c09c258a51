#pragma once

#include "service/child/output_tail.hpp"
#include "service/child/pass_through.hpp"

#include <optional>
#include <poll.h>

namespace perfq::child {

/// One of the child's output streams: from its pipe to the tail and, where wanted, to one of ours.
class OutputRelay {
 public:
  /// `to`: our descriptor, or -1 for none.
  OutputRelay(FileDescriptor pipe, int to, OutputTail& tail);

  /// What to poll for: reading and writing. A descriptor of -1 is passed over by poll.
  pollfd read_interest() const noexcept;
  pollfd write_interest() const noexcept;
  BootTime patience_ends() const noexcept;

  /// Reads and writes what it can without waiting.
  void read(BootTime now);
  void write(BootTime now);

  /// The child is gone: reads what stands in the pipe, though others may hold it open and go on
  /// writing, and closes it.
  void drain(BootTime now);

 private:
  bool read_once(BootTime now);

  FileDescriptor pipe_;
  OutputTail& tail_;
  std::optional<PassThrough> out_{};
};

/// Writes what is still pending, as long as our readers go on taking it.
void flush_rest(OutputRelay& output, OutputRelay& errors);

}  // namespace perfq::child
