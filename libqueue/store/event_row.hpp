#pragma once

#include "store/value.hpp"

#include <perfq/event.hpp>

namespace perfq::store {

/// Reads an event from the columns of `list_events`.
Event event_from(const Row& row);

}  // namespace perfq::store
