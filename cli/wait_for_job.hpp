#pragma once

#include "context.hpp"

namespace perfq::cli {

/// The job as it ended, with progress on a terminal meanwhile. Throws the Refusal that says how it
/// stands where it has not ended in time.
Job wait_for_job(Context& context, JobId id, const JobWait& how);

}  // namespace perfq::cli
