#include "store/exchange.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace perfq::store {

namespace {

bool ask_for_the_same(const ClaimRequest& a, const ClaimRequest& b) {
  return a.queue == b.queue && a.affinities == b.affinities && a.only_labelled == b.only_labelled &&
         a.job == b.job && a.version == b.version && a.lease == b.lease;
}

ClaimQuery query_of(Context& context, std::span<const Exchange* const> exchanges) {
  ClaimQuery query = claim_query(context, exchanges.front()->request, exchanges.front()->tokens);
  std::vector<Finish> done = exchanges.front()->done;
  for (const Exchange* exchange : exchanges.subspan(1)) {
    ClaimQuery other = claim_query(context, exchange->request, exchange->tokens);
    std::move(other.slots.begin(), other.slots.end(), std::back_inserter(query.slots));
    done.insert(done.end(), exchange->done.begin(), exchange->done.end());
  }
  query.done = finish_rows(done);
  return query;
}

Tokens tokens_of(const ClaimQuery& query) {
  Tokens tokens;
  for (const Slot& slot : query.slots) tokens.push_back(slot.token);
  return tokens;
}

Exchanged part_of(const Exchange& exchange, const std::set<JobAndToken>& ended,
                  std::map<std::string, Claimed>& jobs) {
  Exchanged part;
  for (const Finish& end : exchange.done)
    if (JobAndToken key{end.lease.job, token_of(end.lease)}; ended.contains(key))
      part.ended.insert(std::move(key));
  for (const std::string& token : exchange.tokens)
    if (auto found = jobs.extract(token)) part.jobs.push_back(std::move(found.mapped()));
  return part;
}

// Jobs that were leased before came from anywhere.
std::optional<LowEnd> end_of(const std::vector<Claimed>& jobs) {
  const auto last = std::find_if(jobs.rbegin(), jobs.rend(),
                                 [](const Claimed& claimed) { return claimed.job.leases == 1; });
  if (last == jobs.rend()) return std::nullopt;
  return LowEnd{.priority = last->job.priority,
                .rank = last->job.rank,
                .run_at_us = to_us(last->job.run_at),
                .job = last->job.id,
                .lapsed_after_us = to_us(*last->job.claimed_at)};
}

}  // namespace

std::size_t makes_together(Context& context, std::span<const Exchange* const> exchanges) {
  if (!context.database.claims_for_many()) return 1;
  const auto other = std::find_if(exchanges.begin(), exchanges.end(), [&](const Exchange* one) {
    return !ask_for_the_same(one->request, exchanges.front()->request);
  });
  return static_cast<std::size_t>(other - exchanges.begin());
}

std::vector<Exchanged> exchange(Context& context, std::span<const Exchange* const> exchanges,
                                Look& look) {
  ClaimQuery query = query_of(context, exchanges);
  query.from = look.from;
  const ClaimRows rows = context.database.claim(query);
  const std::set<JobAndToken> ended = ended_by(context, rows.done);
  std::vector<Claimed> claimed = claimed_jobs(rows.leased, tokens_of(query));
  look.found_enough = claimed.size() == query.slots.size();
  look.saw_lapsed = rows.saw_lapsed;
  look.took = rows.looked;
  look.to = end_of(claimed);
  std::map<std::string, Claimed> jobs;
  for (Claimed& one : claimed) jobs.emplace(one.token, std::move(one));
  const bool of_one_worker =
      std::all_of(exchanges.begin(), exchanges.end(), [&](const Exchange* exchange) {
        return exchange->request.worker == exchanges.front()->request.worker;
      });
  std::vector<Exchanged> parts;
  for (const Exchange* exchange : exchanges) {
    parts.push_back(part_of(*exchange, ended, jobs));
    parts.back().ended_waited_job = context.ended_waited_job;
    parts.back().alone_from_top = !look.from && of_one_worker;
  }
  return parts;
}

}  // namespace perfq::store
