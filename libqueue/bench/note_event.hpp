#pragma once

#include "store/context.hpp"

#include <perfq/event.hpp>

#include <string>

namespace perfq::bench {

/// What the benchmark layer itself has to tell; what follows from a change of a row is told by a
/// trigger.
struct EventNote {
  std::string type;
  JobId job = 0;
  GroupId group = 0;
  std::string worker = {};
  std::string data = {};  ///< a JSON object
};

/// In the transaction of the change.
void note_event(store::Context& context, const EventNote& note);

}  // namespace perfq::bench
