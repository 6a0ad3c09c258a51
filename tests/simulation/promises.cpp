#include "simulation/promises.hpp"

#include <algorithm>

namespace perfq::test {

namespace {

const std::string cancelled_by = "cancel";

}  // namespace

void Promises::leased(const std::string& worker, const Claimed& claimed, Timestamp now) {
  const JobId job = claimed.job.id;
  const auto other = live_.find(job);
  if (other != live_.end() && other->second.until > now)
    fault(job, "was given to " + worker + " while " + other->second.worker + " had it");
  if (results_.contains(job)) fault(job, "was given to " + worker + " after its completion");
  live_.erase(job);
  live_[job] = {claimed.token, worker, now, now + claimed.job.time_limit};
}

void Promises::renewed(const Lease& lease, Timestamp until) {
  if (lost_.contains(lease.token)) fault(lease.job, "had a lost lease renewed");
  const auto found = live_.find(lease.job);
  if (found == live_.end() || found->second.token != lease.token) return;
  found->second.until = std::min(until, found->second.limit);
}

void Promises::lost(const Lease& lease) {
  if (has_ended(lease)) return;
  lost_.insert(lease.token);
  end(lease);
}

void Promises::stepped(const Lease& lease) {
  if (lost_.contains(lease.token)) fault(lease.job, "took a step under a lost lease");
  if (has_ended(lease)) fault(lease.job, "took a step under a lease that had ended");
}

void Promises::ended(const Lease& lease, const std::string& call, const std::string& result) {
  const auto [before, first] = ended_.try_emplace(lease.token, call);
  if (!first) {
    if (before->second != call && before->second != cancelled_by)
      fault(lease.job, "was ended twice under one lease");
    return;
  }
  if (lost_.contains(lease.token)) fault(lease.job, "was ended under a lost lease");
  end(lease);
  if (!result.empty()) results_[lease.job] = result;
}

void Promises::cancelled(const Lease& lease) {
  ended_.try_emplace(lease.token, cancelled_by);
  end(lease);
  results_.erase(lease.job);
}

void Promises::end(const Lease& lease) {
  const auto found = live_.find(lease.job);
  if (found != live_.end() && found->second.token == lease.token) live_.erase(found);
}

void Promises::compare(Queue& queue) {
  for (const auto& [job, result] : results_) {
    const auto found = queue.find(job);
    if (!found)
      fault(job, "is gone, though its completion was acknowledged");
    else if (found->state != JobState::succeeded || found->result != result)
      fault(job, "has the result '" + found->result + "' and not the acknowledged " + result);
  }
}

void Promises::fault(JobId job, const std::string& what) {
  faults_.push_back("job " + std::to_string(job) + " " + what);
}

}  // namespace perfq::test
