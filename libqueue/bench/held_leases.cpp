#include "bench/held_leases.hpp"

#include "store/finish.hpp"
#include "store/statements.hpp"

namespace perfq::bench {

using store::Context;
using store::Row;

namespace {

HeldLease held_from(const Row& row) {
  HeldLease held;
  held.lease = {row.integer(0), row.text(1)};
  held.session = row.text(2);
  held.expires_at = from_us(row.integer(3));
  held.live = row.flag(4);
  held.left = microseconds{row.integer(3) - row.integer(5)};
  held.sha = row.text(6);
  held.known_process = !row.is_null(7);
  held.process = {row.text(7), row.text(8), row.integer(9), row.integer(10)};
  return held;
}

}  // namespace

std::vector<HeldLease> held_leases(Context& context, const std::string& collector) {
  std::vector<HeldLease> held;
  for (const Row& row :
       context.database.run(context.sql().leases_of_worker, {context.now(), collector}))
    held.push_back(held_from(row));
  return held;
}

bool is_seen_alive(const HeldLease& held) {
  if (!held.known_process) return false;
  const ProcessIdentity here = this_process();
  return held.process.host == here.host && held.process.boot_id == here.boot_id &&
         !provably_gone(held.process);
}

void expire_leases_of_the_gone(Context& context, std::vector<HeldLease>& held) {
  for (HeldLease& lease : held) {
    if (!lease.live || !lease.known_process || !provably_gone(lease.process)) continue;
    context.database.run(context.sql().expire_leases, {context.now(), lease.session});
    context.database.run(context.sql().end_session, {context.now(), lease.session});
    lease.live = false;
  }
}

void take_over(Context& context, const CollectorClaim& claim, std::vector<HeldLease>& held) {
  const store::Values others{context.now(), claim.collector, claim.session};
  context.database.run(context.sql().expire_other_leases, others);
  context.database.run(context.sql().end_other_sessions, others);
  for (HeldLease& lease : held)
    if (lease.session != claim.session) lease.live = false;
}

void fence_off(Context& context, const std::vector<HeldLease>& held) {
  std::vector<store::Finish> ends;
  for (const HeldLease& old : held) {
    const auto rows =
        context.database.run(context.sql().lease_facts, {old.lease.job, old.lease.token});
    if (rows.empty()) continue;
    const Row& row = rows.front();
    const core::AttemptFacts facts{
        static_cast<int>(row.integer(0)), static_cast<int>(row.integer(1)),
        static_cast<int>(row.integer(2)), microseconds{row.integer(3)}, row.flag(4)};
    ends.push_back({.lease = old.lease,
                    .decision = core::decide(facts, {.outcome = Outcome::lost}, context.random()),
                    .error = "another session of its collector took over"});
  }
  if (!ends.empty()) store::finish(context, ends);
}

}  // namespace perfq::bench
