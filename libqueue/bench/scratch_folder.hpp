#pragma once

#include <filesystem>

namespace perfq::bench {

/// A folder of our own under the system's place for them, removed with all that is in it.
class ScratchFolder {
 public:
  /// `Error{storage}` where none can be made.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace perfq::bench
