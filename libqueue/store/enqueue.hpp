#pragma once

#include "store/context.hpp"

#include <perfq/job.hpp>

#include <span>
#include <vector>

namespace perfq::store {

/// `Error{invalid}` names the first job that can't be stored by its number, from 1, where there is
/// more than one.
void require_valid(std::span<const NewJob> jobs, std::size_t payload_limit_bytes);

/// Stores valid jobs, in their order. In a transaction, or one statement.
std::vector<Enqueued> enqueue(Context& context, std::span<const NewJob> jobs);

}  // namespace perfq::store
