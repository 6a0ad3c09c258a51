#pragma once

#include "compiler_run.hpp"

#include <perfq/queue.hpp>
#include <perfq/worker.hpp>

#include <stop_token>

namespace compile_farm {

/// Compiles the unit of a job under its lease. Errors in the unit are a success of the job, with
/// the compiler's words; a compiler that was killed, or found no room, is a failed attempt.
perfq::Verdict compile(const perfq::Job& job, const Bench& bench, perfq::LeaseKeeper& keeper,
                       std::stop_token stop);

}  // namespace compile_farm
