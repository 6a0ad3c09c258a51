#include "bench/collector_claim.hpp"

#include "bench/bench_job.hpp"
#include "bench/collector_row.hpp"
#include "bench/failover.hpp"
#include "bench/place.hpp"
#include "bench/same_code.hpp"
#include "bench/split.hpp"
#include "store/access.hpp"
#include "store/quarantine.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <set>

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;

ClaimRequest claim_request(const CollectorClaim& claim, std::string_view target) {
  ClaimRequest request;
  request.queue = queue_of(target);
  request.worker = claim.collector;
  request.only_labelled = true;
  request.session = claim.session;
  request.version = claim.version;
  request.max = claim.max;
  request.lease = claim.lease;
  return request;
}

CollectorLook refused(FleetRefusal why, const std::string& reason) {
  CollectorLook look;
  look.answer.refusal = why;
  look.answer.reason = reason;
  return look;
}

// Registers an unknown name where that needs no one's leave.
bool may_claim(Context& context, CollectorRow& there) {
  if (there.serves()) return true;
  const bool new_here = !there.is_collector && there.worker_state != "removed";
  if (!new_here || !context.database.run(context.sql().registers_by_claim, {}).front().flag(0))
    return false;
  there.data.target = this_machine_target();
  store_collector(context, there, there.data);
  if (!there.is_worker) there.worker_state = "active";
  return true;
}

std::vector<std::string> affinities_of(Context& context, const NewCollector& collector,
                                       std::span<const TakenSet> taken) {
  std::vector<std::string> affinities;
  for (const int set : collector.sets) affinities.push_back(std::to_string(set));
  for (const TakenSet& set : taken) affinities.push_back(std::to_string(set.set));
  if (!affinities.empty()) return affinities;
  for (const Row& row : context.database.run(context.sql().affinities_of_queue,
                                             {context.now(), queue_of(collector.target)}))
    affinities.push_back(row.text(0));
  return affinities;
}

std::string slots_told(const CollectorClaim& claim, const NewCollector& collector,
                       const HeldLease& held) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(held.left).count();
  std::string text = "collector " + claim.collector + " has all of its " +
                     std::to_string(collector.slots) + " slots in use: job " +
                     std::to_string(held.lease.job);
  if (!held.sha.empty()) text += " of " + held.sha;
  return text + ", whose lease has " + std::to_string(seconds) + " s left";
}

std::string told_state(const CollectorRow& there) {
  std::string told = there.worker_state;
  if (there.quarantined_until) told += " until " + format_time(*there.quarantined_until);
  return there.reason.empty() ? told : told + " because " + there.reason;
}

CollectorLook not_active(const CollectorClaim& claim, const CollectorRow& there) {
  CollectorLook look =
      refused(FleetRefusal::draining, "collector " + claim.collector + " is " + told_state(there) +
                                          ": perfq collector resume " + claim.collector);
  look.answer.quarantined_until = there.quarantined_until;
  return look;
}

bool sooner(const HeldLease& a, const HeldLease& b) {
  return a.left < b.left;
}

// The rank tells whether that was done before.
void place_what_starts(Context& context, std::span<const ClaimedBench> jobs) {
  std::set<GroupId> starting;
  for (const ClaimedBench& job : jobs)
    if (job.bench && job.claimed.job.rank >= 0) starting.insert(job.claimed.job.group);
  for (const GroupId group : starting) place_started(context, group);
}

CollectorLook other_code(const Pin& pin, const CollectorClaim& claim) {
  CollectorLook look =
      refused(FleetRefusal::wrong_version,
              "request " + pin.sha + " is pinned to code version " + pin.version + ", collector " +
                  claim.collector + " has " + claim.version + ": check out " + pin.version);
  look.answer.required_version = pin.version;
  look.answer.sha = pin.sha;
  return look;
}

std::vector<ClaimedBench> with_what_they_are_about(Context& context, std::vector<Claimed> jobs) {
  std::vector<JobId> ids;
  for (const Claimed& claimed : jobs) ids.push_back(claimed.job.id);
  auto described = describe(context, ids);
  std::vector<ClaimedBench> told;
  for (Claimed& claimed : jobs) {
    told.push_back({std::move(claimed), std::nullopt});
    if (auto found = described.extract(told.back().claimed.job.id))
      told.back().bench = std::move(found.mapped());
  }
  return told;
}

CollectorLook claim_jobs(Context& context, const CollectorClaim& claim,
                         const NewCollector& collector, int free_slots,
                         const store::Tokens& tokens) {
  ClaimRequest request = claim_request(claim, collector.target);
  const auto taken = taken_sets(context, collector);
  request.affinities = affinities_of(context, collector, taken);
  request.max = std::min(claim.max, free_slots);
  if (request.affinities.empty()) return {};
  SameCode claimed = claim_same_code(context, std::move(request), tokens);
  CollectorLook look;
  if (claimed.other) look = other_code(*claimed.other, claim);
  look.answer.jobs = with_what_they_are_about(context, std::move(claimed.jobs));
  place_what_starts(context, look.answer.jobs);
  note_moved(context, claim.collector, taken, look.answer.jobs);
  return look;
}

CollectorLook claim_within_slots(Context& context, const CollectorClaim& claim,
                                 const NewCollector& collector, const store::Tokens& tokens) {
  std::vector<HeldLease> held = held_leases(context, claim.collector);
  std::vector<HeldLease> of_others;
  if (claim.takeover) {
    std::copy_if(held.begin(), held.end(), std::back_inserter(of_others),
                 [&](const HeldLease& lease) { return lease.session != claim.session; });
    take_over(context, claim, held);
  } else {
    expire_leases_of_the_gone(context, held);
  }
  std::erase_if(held, [](const HeldLease& lease) { return !lease.live; });
  CollectorLook look;
  const int free_slots = collector.slots - static_cast<int>(held.size());
  if (free_slots > 0)
    look = claim_jobs(context, claim, collector, free_slots, tokens);
  else
    look = refused(FleetRefusal::slots_in_use, slots_told(claim, collector, held.front()));
  if (free_slots <= 0)
    look.answer.lease_left = std::min_element(held.begin(), held.end(), sooner)->left;
  fence_off(context, of_others);
  look.in_the_way = std::move(held);
  return look;
}

}  // namespace

void require_valid(const CollectorClaim& claim) {
  store::require_valid(claim_request(claim, "any"));
}

CollectorLook look(Context& context, const CollectorClaim& claim, const store::Tokens& tokens) {
  CollectorRow there = lock_collector(context, claim.collector);
  if (!may_claim(context, there))
    return refused(FleetRefusal::unknown_collector, unknown_collector(claim.collector));
  if (!there.data.role.value_or("").empty())
    if (const auto foreign = store::foreign_role(context, claim.collector))
      throw Error(ErrorKind::storage, "collector " + *foreign);
  context.database.run(context.sql().collector_seen,
                       {context.now(), claim.collector, store::text_or_null(claim.version)});
  const bool probes =
      there.quarantined_until && store::start_probe(context, claim.collector, tokens.front());
  if (there.worker_state != "active" && !probes) return not_active(claim, there);
  if (!claim.session.empty() &&
      context.database.run(context.sql().session_is_open, {claim.session}).empty())
    return refused(FleetRefusal::slots_in_use,
                   "another process took over collector " + claim.collector);
  CollectorClaim allowed = claim;
  if (probes) allowed.max = 1;
  return claim_within_slots(context, allowed, there.data, tokens);
}

std::optional<CollectorLook> find_look(Context& context, const CollectorClaim& claim,
                                       const store::Tokens& tokens) {
  auto claimed = store::find_claimed(context, claim.collector, tokens);
  if (!claimed) return std::nullopt;
  CollectorLook look;
  look.answer.jobs = with_what_they_are_about(context, std::move(claimed->jobs));
  return look;
}

}  // namespace perfq::bench
