#pragma once

#include "store/context.hpp"

#include <perfq/queue.hpp>

#include <optional>
#include <string>
#include <vector>

namespace perfq::store {

std::optional<Job> find(Context& context, JobId job);
/// The one that still runs is last, without an outcome.
std::vector<Attempt> attempts(Context& context, JobId job);
/// Reads the columns of list_attempts.
Attempt attempt_from(const Row& row);
/// Adds the attempt of a running job to those that have ended.
void add_running_attempt(const Job& job, std::vector<Attempt>& attempts);
std::optional<std::string> output(Context& context, JobId job, int lease);
std::vector<Job> list(Context& context, const Queue::JobFilter& filter);
Timestamp now(Context& context);

}  // namespace perfq::store
