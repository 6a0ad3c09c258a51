#include "service/queue_impl.hpp"
#include "service/remaining.hpp"
#include "store/enqueue.hpp"
#include "store/groups.hpp"
#include "store/look.hpp"
#include "store/waiters.hpp"

#include <algorithm>
#include <string>

namespace perfq {

namespace {

using store::Context;

/// What is to be done again and again while somebody waits; for the first time at once.
class Recurring {
 public:
  bool due() const { return Clock::now() >= next_; }

  void again_in(microseconds interval) { next_ = Clock::now() + interval; }

  microseconds left() const { return std::chrono::ceil<microseconds>(next_ - Clock::now()); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point next_ = Clock::now();
};

// Three times a lease, as a worker renews its own. A job that has ended needs no renewal.
microseconds renew(Queue::Impl& queue, JobId job, const WaitRequest& request) {
  const auto lease = queue.write(Repeat::safe, [&](Context& context) {
    return store::waiter_seen(context, job, request.waiter, request.waiter_lease);
  });
  return lease ? *lease / 3 : service::poll_interval;
}

}  // namespace

Submitted Queue::submit(const NewJob& job, const SubmitOptions& options) {
  const std::span jobs{&job, 1};
  store::require_valid(jobs, impl_->options().payload_limit_bytes);
  store::require_valid(options);
  impl_->sweep_if_due();
  Submitted submitted = impl_->write(Repeat::unsafe, [&](Context& context) {
    store::require_open_groups(context, jobs);
    return store::submit(context, job, options);
  });
  impl_->work_arrived();
  return submitted;
}

std::optional<Job> Queue::wait(JobId job, const WaitRequest& request) {
  store::require_valid(request);
  const service::Remaining remaining(request.limit);
  Recurring renewal;
  service::Pace sweeps(service::poll_interval);
  while (true) {
    const std::uint64_t seen = impl_->changes_seen();
    if (!request.waiter.empty() && renewal.due()) renewal.again_in(renew(*impl_, job, request));
    // Nobody else may be there to end what is to end.
    if (sweeps.is_due(service::Pace::Clock::now())) {
      const microseconds looked = impl_->sweep().looked;
      sweeps.took(looked, service::Pace::Clock::now());
    }
    auto found = find(job);
    if (!found) throw Error(ErrorKind::not_found, "there is no job " + std::to_string(job));
    if (is_terminal(found->state)) return found;
    if (request.stop.stop_requested()) return std::nullopt;
    microseconds slice = service::poll_interval;
    if (!request.waiter.empty()) slice = std::clamp(renewal.left(), microseconds{0}, slice);
    if (remaining.at_most(service::poll_interval) <= microseconds{0}) return std::nullopt;
    impl_->wait_past(seen, remaining.at_most(slice), request.stop);
  }
}

std::vector<Waiter> Queue::waiters(JobId job) {
  return impl_->read([&](Context& context) { return store::waiters(context, job); });
}

std::optional<Job> Queue::find_result(std::string_view queue, std::string_view unique_key) {
  return impl_->read(
      [&](Context& context) { return store::find_result(context, queue, unique_key); });
}

}  // namespace perfq
