#pragma once

#include <filesystem>
#include <string>

namespace compile_farm {

/// Where a worker's compilers work: known by its name, held by one at a time. What one of that name
/// left when it was killed, files or processes, is nobody's, and goes.
class WorkerFolder {
 public:
  /// Throws where another worker of that name, of that database, runs here.
  WorkerFolder(const std::string& database, const std::string& worker);
  ~WorkerFolder();
  WorkerFolder(const WorkerFolder&) = delete;
  WorkerFolder& operator=(const WorkerFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int lock_;
};

}  // namespace compile_farm
