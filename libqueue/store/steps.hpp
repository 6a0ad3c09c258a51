#pragma once

#include "store/context.hpp"

#include <perfq/lease.hpp>
#include <perfq/step.hpp>

#include <span>
#include <string>
#include <vector>

namespace perfq::store {

/// In a transaction. All of them or, where the lease is lost, none.
Ack report_steps(Context& context, const Lease& lease, std::span<const StepReport> steps);

std::vector<Step> steps(Context& context, JobId job);
/// Reads the columns of list_steps.
Step step_from(const Row& row);

std::vector<std::string> steps_done(Context& context, JobId job);

}  // namespace perfq::store
