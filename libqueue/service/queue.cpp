#include "service/queue_impl.hpp"
#include "store/claim.hpp"
#include "store/end.hpp"
#include "store/enqueue.hpp"
#include "store/events.hpp"
#include "store/groups.hpp"
#include "store/heartbeat.hpp"
#include "store/look.hpp"
#include "store/steps.hpp"
#include "store/workers.hpp"

#include <algorithm>

namespace perfq {

using store::Context;

Queue::Queue(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Queue::Queue(Queue&&) noexcept = default;
Queue& Queue::operator=(Queue&&) noexcept = default;
Queue::~Queue() = default;

Enqueued Queue::enqueue(const NewJob& job) {
  return enqueue(std::span{&job, 1}).front();
}

std::vector<Enqueued> Queue::enqueue(std::span<const NewJob> jobs) {
  store::require_valid(jobs, impl_->options().payload_limit_bytes);
  if (jobs.empty()) return {};
  impl_->sweep_if_due();
  const auto joins_group = [](const NewJob& job) { return job.group != 0; };
  const auto is_keyed = [](const NewJob& job) { return !job.unique_key.empty(); };
  const bool any_in_group = std::any_of(jobs.begin(), jobs.end(), joins_group);
  const bool any_keyed = std::any_of(jobs.begin(), jobs.end(), is_keyed);
  const bool all_keyed = std::all_of(jobs.begin(), jobs.end(), is_keyed);
  const auto insert_into = [&](Context& context) {
    if (any_in_group) store::require_open_groups(context, jobs);
    return store::enqueue(context, jobs);
  };
  const bool stores_once = !any_in_group && (jobs.size() == 1 || !any_keyed);
  const auto insert = [&] {
    return stores_once ? impl_->single(Repeat::unsafe, insert_into)
                       : impl_->write(Repeat::unsafe, insert_into);
  };
  const auto started = std::chrono::steady_clock::now();
  const auto find = [&](Context& context) {
    const Timestamp now = store::now(context);
    const auto ago = std::chrono::ceil<microseconds>(std::chrono::steady_clock::now() - started);
    return store::find_enqueued(context, jobs, now - ago);
  };
  auto enqueued = all_keyed ? impl_->once(insert, find) : insert();
  impl_->work_arrived();
  return enqueued;
}

GroupId Queue::enqueue_group(std::string_view kind, std::span<const NewJob> jobs) {
  store::require_valid(jobs, impl_->options().payload_limit_bytes);
  const GroupId group = impl_->write(
      Repeat::unsafe, [&](Context& context) { return store::enqueue_group(context, kind, jobs); });
  impl_->work_arrived();
  return group;
}

std::string Queue::start_session(std::string_view worker, std::string_view version,
                                 microseconds lease) {
  return impl_->single(Repeat::unsafe, [&](Context& context) {
    const store::NewSession session{store::fresh_name(context.random), std::string{worker},
                                    std::string{version}, this_process(), lease};
    store::start_session(context, session);
    return session.id;
  });
}

void Queue::end_session(std::string_view session) {
  impl_->write(Repeat::safe, [&](Context& context) { store::end_session(context, session); });
  impl_->work_arrived();
}

std::vector<Renewal> Queue::heartbeat(std::span<const Lease> leases, microseconds lease,
                                      std::string_view session) {
  return impl_->write(Repeat::safe, [&](Context& context) {
    return store::heartbeat(context, leases, lease, session);
  });
}

Ack Queue::keep_output(const Lease& lease, std::string_view tail) {
  return impl_->single(Repeat::safe,
                       [&](Context& context) { return store::keep_output(context, lease, tail); });
}

Ack Queue::complete(const Lease& lease, std::string_view result_json) {
  const Completion completion{lease, std::string{result_json}};
  return complete(std::span{&completion, 1}).front();
}

std::vector<Ack> Queue::complete(std::span<const Completion> completions) {
  if (completions.empty()) return {};
  bool waited = false;
  auto acks = impl_->single(Repeat::safe, [&](Context& context) {
    auto answer = store::complete(context, completions);
    waited = context.ended_waited_job;
    return answer;
  });
  impl_->jobs_ended(waited);
  return acks;
}

Ack Queue::fail(const Failure& failure) {
  const Ack ack =
      impl_->write(Repeat::safe, [&](Context& context) { return store::fail(context, failure); });
  // Tried again, it may be claimable at once.
  impl_->work_arrived();
  return ack;
}

Ack Queue::release(const Release& release) {
  const Ack ack = impl_->write(Repeat::safe,
                               [&](Context& context) { return store::release(context, release); });
  impl_->work_arrived();
  return ack;
}

Ack Queue::report_steps(const Lease& lease, std::span<const StepReport> steps) {
  const Ack ack = impl_->write(
      Repeat::safe, [&](Context& context) { return store::report_steps(context, lease, steps); });
  impl_->something_changed();
  return ack;
}

void Queue::drain(std::string_view worker) {
  impl_->single(Repeat::safe, [&](Context& context) {
    store::set_worker_state(context, worker, "draining");
    return true;
  });
  impl_->work_arrived();
}

void Queue::resume(std::string_view worker) {
  impl_->single(Repeat::safe, [&](Context& context) {
    store::set_worker_state(context, worker, "active");
    return true;
  });
  impl_->work_arrived();
}

std::optional<Job> Queue::find(JobId job) {
  return impl_->read([&](Context& context) { return store::find(context, job); });
}

std::vector<Attempt> Queue::attempts(JobId job) {
  return impl_->read([&](Context& context) { return store::attempts(context, job); });
}

std::vector<Step> Queue::steps(JobId job) {
  return impl_->read([&](Context& context) { return store::steps(context, job); });
}

std::optional<std::string> Queue::output(JobId job, int lease) {
  return impl_->read([&](Context& context) { return store::output(context, job, lease); });
}

std::optional<Group> Queue::group(GroupId group) {
  return impl_->read([&](Context& context) { return store::find_group(context, group); });
}

std::vector<Job> Queue::group_jobs(GroupId group) {
  return impl_->read([&](Context& context) { return store::group_jobs(context, group); });
}

std::vector<Job> Queue::list(const JobFilter& filter) {
  return impl_->read([&](Context& context) { return store::list(context, filter); });
}

std::vector<Event> Queue::events(std::int64_t after, int limit) {
  const bool goes_on = impl_->has_read_events_to(after);
  auto found =
      impl_->read([&](Context& context) { return store::events(context, after, limit, goes_on); });
  impl_->note_events_read(found.empty() ? after : found.back().cursor);
  return found;
}

bool Queue::wait_for_change(microseconds wait, std::stop_token stop) {
  return impl_->wait_for_change(wait, std::move(stop));
}

Timestamp Queue::now() {
  return impl_->read([](Context& context) { return store::now(context); });
}

std::string Queue::database() const {
  return impl_->shown();
}

}  // namespace perfq
