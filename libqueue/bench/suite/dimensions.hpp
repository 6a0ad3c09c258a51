#pragma once

#include <array>
#include <string_view>

namespace perfq::suites {

/// What jobs are made for, in the order in which they are counted through.
inline constexpr std::array<std::string_view, 4> dimensions{"target", "set", "backend", "profile"};

}  // namespace perfq::suites
