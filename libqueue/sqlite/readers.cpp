#include "sqlite/readers.hpp"

#include "core/process_stat.hpp"
#include "sqlite/connection.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace perfq::sqlite {
namespace {

/// The bytes of the -shm file that SQLite locks for readers: its file format, section 2.3.1.
constexpr std::int64_t first_read_mark = 123;
constexpr std::int64_t last_read_mark = 127;

/// Of a line of /proc/locks: `1: POSIX ADVISORY READ PID MAJOR:MINOR:INODE START END`.
std::int64_t reading_pid(const std::string& line, ino_t inode) {
  std::istringstream words(line);
  std::string number, kind, how, access, place;
  std::int64_t pid = 0;
  std::int64_t start = 0;
  words >> number >> kind >> how >> access >> pid >> place >> start;
  if (words.fail() || start < first_read_mark || start > last_read_mark) return 0;
  return place.substr(place.rfind(':') + 1) == std::to_string(inode) ? pid : 0;
}

std::set<std::int64_t> reading_pids(const std::string& database_path) {
  struct stat index {};

  if (::stat((database_path + "-shm").c_str(), &index) != 0) return {};
  std::set<std::int64_t> pids;
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);)
    if (const auto pid = reading_pid(line, index.st_ino); pid > 0 && pid != ::getpid())
      pids.insert(pid);
  return pids;
}

std::string name_of(std::int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

std::string user_of(std::int64_t pid) {
  struct stat folder {};

  ::stat(("/proc/" + std::to_string(pid)).c_str(), &folder);
  return "user " + std::to_string(folder.st_uid);
}

std::int64_t age_s(std::int64_t pid) {
  const auto process = core::process_stat(pid);
  timespec since_boot{};
  if (!process || ::clock_gettime(CLOCK_BOOTTIME, &since_boot) != 0) return 0;
  return since_boot.tv_sec - process->start_ticks / ::sysconf(_SC_CLK_TCK);
}

std::int64_t log_bytes(const std::string& database_path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(database_path + "-wal", missing);
  return missing ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

std::optional<store::Holder> oldest_reader(const std::string& database_path) {
  std::optional<store::Holder> oldest;
  for (const std::int64_t pid : reading_pids(database_path)) {
    store::Holder holder{age_s(pid), user_of(pid), name_of(pid), pid};
    if (!oldest || holder.since_s > oldest->since_s) oldest = std::move(holder);
  }
  if (oldest) oldest->harmful = log_bytes(database_path) > 2 * Connection::log_limit_bytes;
  return oldest;
}

}  // namespace perfq::sqlite
