#pragma once

#include <perfq/time.hpp>

#include <string>

namespace perfq::postgres {

/// The URL with perfq's own settings where it has none: how long to try to connect, when to call a
/// silent peer dead, and who we are.
std::string with_defaults(const std::string& url, microseconds give_up_after);

}  // namespace perfq::postgres
