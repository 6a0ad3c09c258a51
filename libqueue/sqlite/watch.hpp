#pragma once

#include <perfq/time.hpp>

#include <functional>
#include <string>

namespace perfq::sqlite {

/// Waits for commits of other processes: woken by writes to the -wal file where the kernel tells of
/// them, and looking by itself at growing intervals, since a commit counts only some time after its
/// write and not every file system tells.
class Watch {
 public:
  /// `changed` says whether somebody else committed since it last said so.
  Watch(const std::string& database_path, std::function<bool()> changed);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  bool wait(microseconds wait);

 private:
  /// True when the file was written to.
  bool sleep(microseconds longest);

  std::function<bool()> changed_;
  int inotify_ = -1;
};

}  // namespace perfq::sqlite
