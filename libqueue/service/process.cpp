#include "service/process_identity.hpp"

#include <perfq/process.hpp>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <sstream>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace perfq {
namespace {

// The same on every boot of every machine, unlike a container's, which may recur on another
// machine.
constexpr std::string_view first_pid_namespace = "pid:[4026531836]";

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string host_name() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  return name;
}

std::string pid_namespace() {
  char name[64] = {};
  const auto length = ::readlink("/proc/self/ns/pid", name, sizeof name);
  return length > 0 ? std::string(name, static_cast<std::size_t>(length)) : std::string{};
}

/// The fields of /proc/PID/stat from the third on: before them stands a name with anything in it.
std::vector<std::string> stat_fields(std::int64_t pid) {
  const auto line = first_line(("/proc/" + std::to_string(pid) + "/stat").c_str());
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream rest(line.substr(name_end + 1));
  return {std::istream_iterator<std::string>(rest), {}};
}

bool is_zombie(const std::vector<std::string>& fields) {
  const bool ended = fields[0] == "Z" || fields[0] == "X";
  const bool other_threads = std::stoll(fields[17]) > 1;
  return ended && !other_threads;
}

}  // namespace

namespace service {

ProcessNow process_now(std::int64_t pid) {
  const auto number = static_cast<pid_t>(pid);
  if (number <= 0 || number != pid) return {};
  if (::kill(number, 0) != 0 && errno == ESRCH) return {.known = true};
  const auto fields = stat_fields(pid);
  if (fields.size() < 20) return {};
  return {.known = true, .alive = !is_zombie(fields), .start_ticks = std::stoll(fields[19])};
}

bool gone(const ProcessIdentity& that, const ProcessIdentity& here, const ProcessNow& now) {
  if (that.host != here.host || that.boot_id.empty() || here.boot_id.empty()) return false;
  if (that.boot_id != here.boot_id) {
    return here.host.ends_with(first_pid_namespace) && here.host.find(" - ") == std::string::npos;
  }
  if (!now.known) return false;
  if (!now.alive) return true;
  return that.start_ticks > 0 && now.start_ticks > 0 && that.start_ticks != now.start_ticks;
}

}  // namespace service

ProcessIdentity this_process() {
  const auto machine = first_line("/etc/machine-id");
  ProcessIdentity self;
  self.host = host_name() + " " + (machine.empty() ? "-" : machine) + " " + pid_namespace();
  self.boot_id = first_line("/proc/sys/kernel/random/boot_id");
  self.pid = ::getpid();
  self.start_ticks = service::process_now(self.pid).start_ticks;
  return self;
}

bool provably_gone(const ProcessIdentity& process) {
  return service::gone(process, this_process(), service::process_now(process.pid));
}

}  // namespace perfq
