#include "fleet/told_leases.hpp"

#include <set>

namespace perfq::test {

namespace {

/// `before` is the job's lease before, where it had one.
std::vector<std::string> faults_between(const PastLease* before, const PastLease& lease) {
  std::vector<std::string> faults;
  if (lease.lease != (before != nullptr ? before->lease + 1 : 1))
    faults.push_back("has a gap before lease " + std::to_string(lease.lease));
  if (before != nullptr && lease.started_at_us < before->ended_at_us)
    faults.emplace_back("has leases that overlap in time");
  if (lease.ended_at_us < lease.started_at_us)
    faults.emplace_back("has a lease that ended before it began");
  return faults;
}

}  // namespace

void ToldLeases::note(const LoggedEvent& event) {
  if (event.lease == 0 || event.type == "job.claimed" || event.type == "job.step") return;
  told_[{event.job, event.lease}] = {event.collector, event.session, event.outcome, event.charged};
}

std::vector<std::pair<std::int64_t, std::string>> ToldLeases::differences(
    const std::vector<PastLease>& leases) {
  std::vector<std::pair<std::int64_t, std::string>> all;
  std::set<std::string> tokens;
  const PastLease* last = nullptr;
  for (const PastLease& lease : leases) {
    const bool same_job = last != nullptr && last->job == lease.job;
    for (const auto& fault : faults_between(same_job ? last : nullptr, lease))
      all.emplace_back(lease.job, fault);
    if (!tokens.insert(lease.token).second)
      all.emplace_back(lease.job, "has the token of another lease");
    if (const auto wrong = compare(lease); !wrong.empty()) all.emplace_back(lease.job, wrong);
    last = &lease;
  }
  for (const auto& [lease, facts] : told_)
    all.emplace_back(lease.first, "has no attempt for lease " + std::to_string(lease.second));
  return all;
}

std::string ToldLeases::compare(const PastLease& lease) {
  const auto told = told_.extract({lease.job, lease.lease});
  if (told.empty()) return "has attempt " + std::to_string(lease.lease) + " that the log lacks";
  if (told.mapped() != Facts{lease.collector, lease.session, lease.outcome, lease.charged})
    return "has attempt " + std::to_string(lease.lease) + " other than in the log";
  return {};
}

}  // namespace perfq::test
