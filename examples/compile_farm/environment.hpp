#pragma once

#include <string>

namespace compile_farm {

/// A variable's value; empty where it is not set.
std::string environment(const char* name);

std::string host_name();

}  // namespace compile_farm
