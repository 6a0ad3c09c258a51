#pragma once

#include "table.hpp"

#include <perfq/fleet.hpp>

namespace perfq::cli {

/// The history of jobs. An attempt that was not charged bears a star.
Table attempts_table();
void add_attempts(Table& table, const JobStatus& status);

/// Apart from what stands above it, where there is anything.
std::string section(const std::string& text);

}  // namespace perfq::cli
