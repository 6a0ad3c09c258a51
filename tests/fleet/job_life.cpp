#include "fleet/job_life.hpp"

namespace perfq::test {

namespace {

bool ends_a_job(const LoggedEvent& event) {
  return event.type == "job.succeeded" || event.type == "job.failed" ||
         event.type == "job.cancelled";
}

bool puts_back(const LoggedEvent& event) {
  return event.type == "job.retried" || event.type == "job.released" || event.type == "job.lost";
}

}  // namespace

std::string JobLife::follow(const LoggedEvent& event) {
  if (event.type == "job.queued") return queue();
  if (state_ == State::unknown) return "was never queued";
  if (event.type == "job.claimed") return claim(event);
  if (event.type == "job.step") return step(event);
  if (!ends_a_job(event) && !puts_back(event)) return {};
  return event.lease == 0 ? change_without_lease(event) : end_lease(event);
}

std::string JobLife::queue() {
  if (state_ != State::unknown) return "was queued twice";
  state_ = State::queued;
  return {};
}

std::string JobLife::claim(const LoggedEvent& event) {
  std::string fault;
  if (state_ == State::running)
    fault = "has two live leases, the older one is of " + collector_;
  else if (state_ == State::ended)
    fault = "was claimed after its end";
  else if (event.lease != leases_ + 1)
    fault = "has lease " + std::to_string(event.lease) + " after " + std::to_string(leases_);
  else if (charged_ >= max_attempts_)
    fault = "was claimed with all attempts charged";
  state_ = State::running;
  leases_ = event.lease;
  collector_ = event.collector;
  session_ = event.session;
  return fault;
}

std::string JobLife::step(const LoggedEvent& event) const {
  if (state_ != State::running) return "reported a step while it did not run";
  if (event.lease != leases_) return "reported a step under an old lease";
  return {};
}

std::string JobLife::end_lease(const LoggedEvent& event) {
  std::string fault;
  if (state_ == State::ended)
    fault = "ended twice";
  else if (state_ != State::running)
    fault = "ended a lease that was not";
  else if (event.lease != leases_)
    fault = "ended an old lease";
  else if (event.collector != collector_ || event.session != session_)
    fault = "was ended by another than the one that had the lease";
  if (event.charged) ++charged_;
  if (fault.empty() && charged_ > max_attempts_) fault = "was charged above its attempts";
  state_ = ends_a_job(event) ? State::ended : State::queued;
  return fault;
}

// A cancel, a failure because of what befell another job, a retry of what had ended.
std::string JobLife::change_without_lease(const LoggedEvent& event) {
  const bool ends = ends_a_job(event);
  std::string fault;
  if (event.type == "job.succeeded" || state_ == State::running)
    fault = "changed without its lease";
  else if (ends && state_ == State::ended)
    fault = "ended twice";
  else if (!ends && (event.type != "job.retried" || state_ != State::ended))
    fault = "was put back though it had not ended";
  if (!ends) charged_ = 0;
  state_ = ends ? State::ended : State::queued;
  return fault;
}

}  // namespace perfq::test
