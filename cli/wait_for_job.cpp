#include "wait_for_job.hpp"

#include "countdown.hpp"
#include "grammar.hpp"
#include "progress.hpp"
#include "terminal.hpp"

#include <unistd.h>

namespace perfq::cli {

namespace {

// Where nobody watches there is nothing to draw anew every second.
microseconds slice() {
  return terminal(STDERR_FILENO).is_tty ? microseconds{std::chrono::seconds{1}} : longest;
}

std::string standing(Context& context, JobId id) {
  const auto job = context.queue().find(id);
  return job ? std::string{to_text(job->state)} : "gone";
}

}  // namespace

Job wait_for_job(Context& context, JobId id, const JobWait& how) {
  const Countdown countdown{how.timeout};
  Progress progress;
  while (true) {
    const auto limit = std::max(countdown.at_most(slice()), microseconds{0});
    const bool last = countdown.is_over();
    if (const auto ended = context.queue().wait(
            id, {.limit = limit, .waiter = how.waiter, .waiter_lease = how.waiter_lease})) {
      return *ended;
    }
    const auto state = standing(context, id);
    if (last) {
      progress.clear();
      throw Refusal(Fault::nothing, fmt::format("job {} is still {} after {}", id, state,
                                                format_duration(*how.timeout)));
    }
    progress.draw(0, fmt::format("job {} {}", id, state));
  }
}

}  // namespace perfq::cli
