#include "worker_folder.hpp"

#include "packed.hpp"

#include <perfq/child.hpp>

#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace compile_farm {

namespace fs = std::filesystem;

WorkerFolder::WorkerFolder(const std::string& database, const std::string& worker)
    : path_(fs::canonical(fs::temp_directory_path()) /
            ("perfq-farm-" + digest(database + '\n' + worker).substr(0, 32))),
      lock_(-1) {
  fs::create_directory(path_);
  lock_ = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0 || flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    if (lock_ >= 0) close(lock_);
    throw std::runtime_error("a worker " + worker + " runs here already: give another --name");
  }
  perfq::end_leftovers(path_.string());
  for (const auto& left : fs::directory_iterator(path_)) fs::remove_all(left.path());
}

WorkerFolder::~WorkerFolder() {
  std::error_code left_behind;
  fs::remove_all(path_, left_behind);
  close(lock_);
}

}  // namespace compile_farm
