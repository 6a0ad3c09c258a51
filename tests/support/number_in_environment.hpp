#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace perfq::test {

/// Seeds and sizes that a person or a night gives.
inline std::uint64_t number_in_environment(const char* name, std::uint64_t otherwise) {
  const char* given = std::getenv(name);
  return given == nullptr ? otherwise : std::stoull(given);
}

}  // namespace perfq::test
