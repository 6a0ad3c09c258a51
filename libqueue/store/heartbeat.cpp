#include "store/heartbeat.hpp"

#include "core/text.hpp"
#include "store/end.hpp"
#include "store/finish.hpp"
#include "store/statements.hpp"
#include "store/workers.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <map>

namespace perfq::store {

namespace {

constexpr std::size_t output_limit_bytes = 1u << 20;

struct Renewed {
  bool cancel = false;
  Timestamp lease_expires_at{};
  std::string worker;
};

using RenewedByLease = std::map<JobAndToken, Renewed>;

RenewedByLease renew(Context& context, std::span<const Lease> leases, microseconds lease) {
  std::vector<Values> rows;
  for (const Lease& held : leases) rows.push_back({held.job, token_of(held)});
  std::sort(rows.begin(), rows.end());
  RenewedByLease renewed;
  for (const Row& row :
       context.database.run_each(context.sql().renew_lease, {context.now(), lease.count()}, rows))
    renewed[{row.integer(0), row.text(1)}] = {row.flag(2), from_us(row.integer(3)), row.text(4)};
  return renewed;
}

}  // namespace

std::vector<Renewal> heartbeat(Context& context, std::span<const Lease> leases, microseconds lease,
                               std::string_view session) {
  if (lease != microseconds{0} && lease < microseconds{1000})
    throw Error(ErrorKind::invalid, "a lease of less than 1 ms");
  const RenewedByLease renewed = leases.empty() ? RenewedByLease{} : renew(context, leases, lease);
  std::string session_worker;
  if (!session.empty()) session_worker = session_seen(context, session);

  std::map<std::string, bool> draining;
  const auto drains = [&](const std::string& worker) {
    const auto [at, fresh] = draining.try_emplace(worker, false);
    if (fresh) at->second = worker_state(context, worker) != "active";
    return at->second;
  };
  std::vector<Renewal> answer;
  for (const Lease& held : leases) {
    Renewal renewal{.lease = held};
    const auto found = renewed.find({held.job, held.token});
    if (found != renewed.end()) {
      renewal.renewed = true;
      renewal.cancel = found->second.cancel;
      renewal.drain = drains(found->second.worker);
      renewal.lease_expires_at = found->second.lease_expires_at;
    } else if (!session_worker.empty()) {
      renewal.drain = drains(session_worker);
    }
    answer.push_back(std::move(renewal));
  }
  for (const auto& [worker, drains_now] : draining) worker_seen(context, worker, {});
  return answer;
}

Ack keep_output(Context& context, const Lease& lease, std::string_view tail) {
  const std::string kept = core::clean(tail, output_limit_bytes);
  const Rows rows = context.database.run(context.sql().keep_output,
                                         {context.now(), lease.job, token_of(lease), kept});
  if (!rows.empty()) return Ack::done;
  return exists(context, lease.job) ? Ack::lease_lost : Ack::not_found;
}

}  // namespace perfq::store
