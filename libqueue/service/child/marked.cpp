#include "service/child/marked.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace perfq::child {
namespace {

namespace fs = std::filesystem;

/// The number that a folder of /proc is named by; 0 for another name.
pid_t pid_of(const std::string& name) {
  pid_t pid = 0;
  const auto end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data(), end, pid);
  return parsed.ec == std::errc{} && parsed.ptr == end ? pid : 0;
}

bool is_of_this_user(const fs::path& folder) {
  struct stat about {};

  return ::stat(folder.c_str(), &about) == 0 && about.st_uid == ::geteuid();
}

}  // namespace

bool is_marked(pid_t pid, std::string_view mark) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/environ", std::ios::binary);
  std::string environment("\0", 1);
  environment.append(std::istreambuf_iterator<char>(file), {});
  environment += '\0';
  std::string wanted("\0PERFQ_SESSION=", 15);
  wanted.append(mark).push_back('\0');
  return environment.find(wanted) != std::string::npos;
}

std::vector<pid_t> marked_processes(std::string_view mark) {
  std::vector<pid_t> found;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    const pid_t pid = pid_of(entry->path().filename().string());
    if (pid == 0 || pid == ::getpid() || !is_of_this_user(entry->path())) continue;
    if (is_marked(pid, mark)) found.push_back(pid);
  }
  return found;
}

}  // namespace perfq::child
