#pragma once

#include "store/context.hpp"

#include <perfq/job.hpp>

#include <optional>
#include <span>
#include <vector>

namespace perfq::store {

/// `Error{invalid}` names the first job that can't be stored by its number, from 1, where there is
/// more than one.
void require_valid(std::span<const NewJob> jobs, std::size_t payload_limit_bytes);

/// What somebody who joins an unfinished job asks of it.
struct Terms {
  /// How long it may stay unclaimed; nothing: for ever.
  std::optional<microseconds> queue_timeout = {};
  /// How long somebody is known to want it; nothing: it is to be run whoever waits.
  std::optional<microseconds> wanted_for = {};
  /// Whether its end is to be told to other processes.
  bool waits = false;
};

/// Stores valid jobs, in their order, by one statement; where the unique key of one is borne others
/// follow: more than one job with such a key among them takes a transaction, to be all or none. The
/// terms are for jobs that were there already.
std::vector<Enqueued> enqueue(Context& context, std::span<const NewJob> jobs,
                              const Terms& terms = {});

/// For jobs that all bear a unique key, enqueued at once not before that, with no answer: what it
/// would have been. Nothing where none of them was made since.
std::optional<std::vector<Enqueued>> find_enqueued(Context& context, std::span<const NewJob> jobs,
                                                   Timestamp since);

}  // namespace perfq::store
