#include "service/worker_run.hpp"

namespace perfq {

using Reason = service::RunningLeases::Reason;
using Clock = std::chrono::steady_clock;

namespace {

constexpr microseconds slice = std::chrono::seconds{1};

bool passes(const Error& error) {
  return error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::busy;
}

}  // namespace

Worker::Impl::Impl(Queue& queue, WorkerOptions options, Function function)
    : queue_(queue),
      options_(std::move(options)),
      function_(std::move(function)),
      session_(queue.start_session(options_.worker, options_.version, options_.lease)),
      leases_(queue, session_, options_.lease) {
  if (options_.threads < 1) throw Error(ErrorKind::invalid, "a worker needs at least one thread");
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

Worker::Impl::~Impl() {
  stop_hard();
  threads_.clear();
  try {
    queue_.end_session(session_);
  } catch (const Error&) {
    // It holds nothing, and ends by itself a lease's length after its last heartbeat.
  }
}

void Worker::Impl::stop_hard() {
  stop();
  leases_.stop_all();
}

void Worker::Impl::wait() {
  for (std::jthread& thread : threads_)
    if (thread.joinable()) thread.join();
  const std::lock_guard lock(mutex_);
  if (error_) std::rethrow_exception(error_);
}

Worker::Counts Worker::Impl::counts() const {
  return {succeeded_.load(), failed_.load(), released_.load(), lost_.load()};
}

void Worker::Impl::work() {
  try {
    while (!soft_stop_.stop_requested() && claim_and_run()) {
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
    soft_stop_.request_stop();
  }
}

ClaimRequest Worker::Impl::request(microseconds wait) const {
  return {.queue = options_.queue,
          .worker = options_.worker,
          .affinities = options_.affinities,
          .session = session_,
          .version = options_.version,
          .lease = options_.lease,
          .wait = wait,
          .stop = soft_stop_.get_token()};
}

ClaimAnswer Worker::Impl::claim() {
  try {
    return queue_.claim(request(microseconds{options_.until_empty ? 0 : -1}));
  } catch (const Error& error) {
    if (!passes(error)) throw;
    return {.jobs = {}, .refused = error.what()};
  }
}

bool Worker::Impl::claim_and_run() {
  ClaimAnswer answer = claim();
  if (answer.jobs.empty() && !answer.refused.empty() && !options_.until_empty)
    queue_.wait_for_change(slice, soft_stop_.get_token());
  const bool found = !answer.jobs.empty();
  if (found)
    for (Next next{std::move(answer.jobs.front()), answer.looked_at}; next.job;) next = run(next);
  return found || !options_.until_empty;
}

Worker::Impl::Next Worker::Impl::run(const Next& now) {
  const Claimed& claimed = *now.job;
  const auto handle = leases_.add(claimed, now.claimed_at);
  Verdict verdict;
  try {
    verdict = function_(claimed, handle->stop.get_token());
  } catch (const std::exception& error) {
    verdict = Failed{.error = error.what()};
  } catch (...) {
    verdict = Failed{.error = "an exception of an unknown type"};
  }
  const Reason reason = leases_.remove(handle);
  // Past the lease whatever was not heard is another's to tell.
  const auto deadline = Clock::now() + options_.lease;
  while (true) {
    try {
      return report(claimed, verdict, reason);
    } catch (const Error& error) {
      if (!passes(error)) throw;
      if (Clock::now() >= deadline) break;
    }
    queue_.wait_for_change(slice, {});
  }
  ++lost_;
  return {};
}

void Worker::Impl::count(Ack ack, std::atomic<std::int64_t>& counter) {
  ++(ack == Ack::done ? counter : lost_);
}

Worker::Impl::Next Worker::Impl::hand_in(const Completion& completion) {
  Exchanged exchanged = queue_.complete_and_claim(std::span{&completion, 1}, request({}));
  count(exchanged.acks.front(), succeeded_);
  if (exchanged.claimed.jobs.empty()) return {};
  return {std::move(exchanged.claimed.jobs.front()), exchanged.claimed.looked_at};
}

Worker::Impl::Next Worker::Impl::report(const Claimed& claimed, const Verdict& verdict,
                                        Reason reason) {
  const Lease lease = claimed.lease();
  const auto* done = std::get_if<Succeeded>(&verdict);
  if (reason == Reason::none && done != nullptr && !soft_stop_.stop_requested())
    return hand_in({lease, done->result_json});
  tell(lease, verdict, reason);
  return {};
}

void Worker::Impl::tell(const Lease& lease, const Verdict& verdict, Reason reason) {
  switch (reason) {
    case Reason::lost:
      ++lost_;
      return;
    case Reason::timed_out:
      count(queue_.fail({.lease = lease, .error = "timed out", .timed_out = true}), failed_);
      return;
    case Reason::cancelled:
      count(queue_.release({.lease = lease, .reason = "cancelled"}), released_);
      return;
    case Reason::stopped:
      count(queue_.release({.lease = lease, .reason = "stopped"}), released_);
      return;
    case Reason::none:
      break;
  }
  if (const auto* done = std::get_if<Succeeded>(&verdict))
    count(queue_.complete(lease, done->result_json), succeeded_);
  else if (const auto* failed = std::get_if<Failed>(&verdict))
    count(queue_.fail({.lease = lease, .error = failed->error, .permanent = failed->permanent}),
          failed_);
  else
    count(queue_.release({.lease = lease, .reason = std::get<HandedBack>(verdict).reason}),
          released_);
}

}  // namespace perfq
