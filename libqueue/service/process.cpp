#include "core/process_stat.hpp"
#include "service/process_identity.hpp"

#include <perfq/process.hpp>

#include <cerrno>
#include <fstream>
#include <signal.h>
#include <string_view>
#include <unistd.h>

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

bool is_zombie(const core::ProcessStat& process) {
  const bool ended = process.state == "Z" || process.state == "X";
  const bool other_threads = process.threads > 1;
  return ended && !other_threads;
}

}  // namespace

namespace service {

ProcessNow process_now(std::int64_t pid) {
  const auto number = static_cast<pid_t>(pid);
  if (number <= 0 || number != pid) return {};
  if (::kill(number, 0) != 0 && errno == ESRCH) return {.known = true};
  const auto process = core::process_stat(pid);
  if (!process) return {};
  return {.known = true, .alive = !is_zombie(*process), .start_ticks = process->start_ticks};
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
