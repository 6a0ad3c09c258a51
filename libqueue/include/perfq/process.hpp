#pragma once

#include <cstdint>
#include <string>

namespace perfq {

/// Which process this was, among all that ever ran: information that may be stored and compared,
/// never a right to anything.
struct ProcessIdentity {
  std::string host{};     ///< host name, machine id and pid namespace
  std::string boot_id{};  ///< empty where the system tells none
  std::int64_t pid = 0;
  std::int64_t start_ticks = 0;  ///< clock ticks from the boot to its start; 0: unknown

  bool operator==(const ProcessIdentity&) const = default;
};

/// Never throws but for memory; what the system doesn't tell stays empty.
ProcessIdentity this_process();

/// True only when that process can't be running: it was of this host and boot, and no process has
/// its pid and start time; or it was of this host before it booted last (not told of containers,
/// whose names may repeat on other machines). False whenever there is doubt.
bool provably_gone(const ProcessIdentity& process);

}  // namespace perfq
