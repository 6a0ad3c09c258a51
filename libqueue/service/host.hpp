#pragma once

#include <perfq/time.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace perfq::service {

/// Uniform numbers from the system's generator. One thread at a time; not across a fork, after
/// which parent and child would draw the same.
std::function<std::uint64_t()> system_random();

std::function<Timestamp()> system_clock();

/// `user@host` of this process.
std::string user_at_host();

}  // namespace perfq::service
