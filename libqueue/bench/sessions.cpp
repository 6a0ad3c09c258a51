#include "bench/sessions.hpp"

#include "bench/scratch_folder.hpp"
#include "service/queue_impl.hpp"
#include "store/statements.hpp"

#include <perfq/child.hpp>

#include <vector>

namespace perfq::bench {

void end_leftovers_of(Queue& queue, std::string_view worker) {
  const std::string name{worker};
  const store::Rows sessions = queue.impl().read([&](store::Context& context) {
    return context.database.run(context.sql().open_sessions, {name});
  });
  for (const store::Row& row : sessions) {
    const ProcessIdentity process{row.text(1), row.text(2), row.integer(3), row.integer(4)};
    if (!provably_gone(process)) continue;
    end_leftovers(row.text(0));
    remove_scratch_of(row.text(0));
  }
}

SessionEnd::~SessionEnd() {
  try {
    queue_.end_session(session_);
  } catch (const Error&) {
    // It holds nothing, and ends by itself a lease's length after its last heartbeat.
  }
}

}  // namespace perfq::bench
