#include "service/host.hpp"

#include <array>
#include <memory>
#include <pwd.h>
#include <random>
#include <unistd.h>
#include <vector>

namespace perfq::service {

std::function<std::uint64_t()> system_random() {
  return [device = std::make_shared<std::random_device>()] {
    return std::uint64_t{(*device)()} << 32 | (*device)();
  };
}

std::function<Timestamp()> system_clock() {
  return
      [] { return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()); };
}

std::string user_at_host() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::vector<char> buffer(16 * 1024);
  passwd entry{};
  passwd* user = nullptr;
  getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &user);
  const std::string name = user != nullptr ? user->pw_name : std::to_string(geteuid());
  return name + "@" + host.data();
}

}  // namespace perfq::service
