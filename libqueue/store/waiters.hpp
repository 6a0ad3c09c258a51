#pragma once

#include "store/context.hpp"

#include <perfq/waiter.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace perfq::store {

/// `Error{invalid}` where the options can't be met.
void require_valid(const SubmitOptions& options);
void require_valid(const WaitRequest& request);

/// In a transaction. Stores or joins a valid job, and notes its waiter.
Submitted submit(Context& context, const NewJob& job, const SubmitOptions& options);

/// In a transaction. Notes that a waiter is alive; returns its lease, nothing where the job has
/// ended or there is none.
std::optional<microseconds> waiter_seen(Context& context, JobId job, std::string_view waiter,
                                        microseconds lease);

std::vector<Waiter> waiters(Context& context, JobId job);
std::optional<Job> find_result(Context& context, std::string_view queue,
                               std::string_view unique_key);

}  // namespace perfq::store
