#include "store/operate.hpp"

#include "service/queue_impl.hpp"
#include "store/look.hpp"
#include "store/sweep.hpp"

namespace perfq {

using store::Context;

Change Queue::cancel(JobId job) {
  const Change change = impl_->write(Repeat::safe, [&](Context& context) {
    const Change asked = store::cancel(context, job);
    if (asked != Change::requested || !store::sweep(context).anything()) return asked;
    const auto after = store::find(context, job);
    return after && after->state == JobState::cancelled ? Change::done : asked;
  });
  impl_->jobs_ended(change == Change::done);
  return change;
}

Change Queue::retry(JobId job) {
  const Change change =
      impl_->write(Repeat::safe, [&](Context& context) { return store::retry(context, job); });
  impl_->work_arrived();
  return change;
}

std::int64_t Queue::prune(microseconds age, std::span<const JobState> states, bool dry_run) {
  if (age < microseconds{0}) throw Error(ErrorKind::invalid, "the age is negative");
  for (const JobState state : states)
    if (!is_terminal(state))
      throw Error(ErrorKind::invalid, "a job that is " + std::string{to_text(state)} +
                                          " is never pruned: cancel it first");
  const store::PruneQuery query{age, states};
  if (dry_run)
    return impl_->read([&](Context& context) { return store::count_prunable(context, query); });

  std::int64_t pruned = 0;
  const auto prune_some = [&](Context& context) { return store::prune_some(context, query); };
  while (const std::int64_t some = impl_->write(Repeat::safe, prune_some)) pruned += some;
  impl_->prune_traces(age, !states.empty());
  return pruned;
}

void Queue::Impl::prune_traces(microseconds age, bool only_of_jobs) {
  const auto prune_events = [&](std::int64_t after) {
    return write(Repeat::safe, [&](Context& context) {
      return store::prune_events(context, age, only_of_jobs, after);
    });
  };
  // With an age of next to nothing it would follow the log's head for ever.
  const std::int64_t newest = read(store::newest_event);
  auto pruned_to = prune_events(0);
  while (pruned_to && *pruned_to < newest) pruned_to = prune_events(*pruned_to);
  if (only_of_jobs) return;
  write(Repeat::safe, [&](Context& context) { store::prune_sessions(context, age); });
}

}  // namespace perfq
