#include <perfq/fleet.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <sys/utsname.h>

namespace perfq {

namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 3> request_kinds{"master", "try", "release"};
constexpr std::array<std::string_view, 6> collector_states{"idle",     "busy",    "offline",
                                                           "draining", "drained", "quarantined"};

}  // namespace

std::string_view to_text(RequestKind kind) {
  return request_kinds[static_cast<std::size_t>(kind)];
}

std::string_view to_text(CollectorState state) {
  return collector_states[static_cast<std::size_t>(state)];
}

std::optional<RequestKind> parse_request_kind(std::string_view text) {
  const auto found = std::find(request_kinds.begin(), request_kinds.end(), text);
  if (found == request_kinds.end()) return std::nullopt;
  return static_cast<RequestKind>(found - request_kinds.begin());
}

std::string this_machine_target() {
  utsname system{};
  if (uname(&system) != 0) throw Error(ErrorKind::bug, "the system doesn't tell what it is");
  std::string name = system.sysname;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::string{system.machine} + "-" + name;
}

}  // namespace perfq
