#pragma once

#include "store/finish.hpp"

#include <perfq/lease.hpp>

#include <span>
#include <vector>

namespace perfq::store {

/// `Error{invalid}` where a result is not JSON.
std::vector<Finish> successes(std::span<const Completion> completions);

/// What became of each, once `ended` was written: one that was not may have been before.
std::vector<Ack> acks_of(Context& context, std::span<const Completion> completions,
                         const std::set<JobAndToken>& ended);

/// One statement, or in a transaction. Each stale lease is refused alone.
std::vector<Ack> complete(Context& context, std::span<const Completion> completions);

/// What a failure counts against besides its job.
enum class Blame { worker, artifact };

// In a transaction: what the attempt's end means is decided on the row that is then written.
Ack fail(Context& context, const Failure& failure, Blame blame = Blame::worker);
Ack release(Context& context, const Release& release);

/// In a transaction. Whether the lease is the job's, which then can't change before the commit.
bool held(Context& context, const Lease& lease);

bool exists(Context& context, JobId job);

}  // namespace perfq::store
