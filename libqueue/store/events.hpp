#pragma once

#include "store/context.hpp"

#include <perfq/event.hpp>

#include <vector>

namespace perfq::store {

/// Up to the first cursor that a transaction still under way may hold. `Error{invalid}` as
/// `Queue::events` says, unless the reader goes on from a cursor up to which it has read here: what
/// was pruned meanwhile is no gap to it.
std::vector<Event> events(Context& context, std::int64_t after, int limit, bool goes_on);

}  // namespace perfq::store
