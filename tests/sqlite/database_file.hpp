#pragma once

#include "sqlite/open.hpp"
#include "support/failure.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace perfq::test {

/// A directory of its own, gone with the test.
class TempDirectory {
 public:
  TempDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "perfq-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }

  ~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::unique_ptr<store::Database> open_file(const std::string& path,
                                                  microseconds give_up_after = std::chrono::seconds{
                                                      10}) {
  return sqlite::open({.path = path}, Durability::normal, give_up_after);
}

}  // namespace perfq::test
