#pragma once

#include "store/value.hpp"

#include <perfq/job.hpp>

namespace perfq::store {

/// How many columns `{job}` stands for in a statement.
inline constexpr std::size_t job_column_count = 30;

/// Reads a job from the columns that `{job}` stands for, beginning at `first`.
Job job_from(const Row& row, std::size_t first = 0);

std::optional<Timestamp> maybe_time(const Row& row, std::size_t column);

}  // namespace perfq::store
