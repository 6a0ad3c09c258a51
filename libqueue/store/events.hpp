#pragma once

#include "store/context.hpp"

#include <perfq/event.hpp>

#include <vector>

namespace perfq::store {

/// Up to the first cursor that a transaction still under way may hold. `Error{invalid}` as
/// `Queue::events` says.
std::vector<Event> events(Context& context, std::int64_t after, int limit);

}  // namespace perfq::store
