#include "environment.hpp"

#include <array>
#include <cstdlib>
#include <unistd.h>

namespace compile_farm {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

}  // namespace compile_farm
