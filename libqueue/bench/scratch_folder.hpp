#pragma once

#include <filesystem>
#include <string>

namespace perfq::bench {

/// A folder of a session's own under the system's place for them, removed with all that is in it.
class ScratchFolder {
 public:
  /// `Error{storage}` where none can be made.
  explicit ScratchFolder(const std::string& session);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Removes what sessions that were killed have left behind, as far as it can be.
void remove_scratch_of(const std::string& session) noexcept;

}  // namespace perfq::bench
