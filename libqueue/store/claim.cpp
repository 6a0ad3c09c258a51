#include "store/claim.hpp"

#include "core/text.hpp"
#include "store/access.hpp"
#include "store/job_row.hpp"
#include "store/quarantine.hpp"
#include "store/statements.hpp"
#include "store/steps.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <set>
#include <string_view>
#include <unordered_map>

namespace perfq::store {

namespace {

Claimed claimed_from(const Row& row) {
  Claimed claimed;
  claimed.job = job_from(row);
  claimed.token = row.text(job_column_count);
  claimed.attempt = claimed.job.charged + 1;
  claimed.lease_expires_at = claimed.job.lease_expires_at.value_or(Timestamp{});
  return claimed;
}

// Both databases answer in no order of their own; tokens were given out in the order of the queue.
void sort_by_token_order(std::vector<Claimed>& jobs, const Tokens& tokens) {
  std::unordered_map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < tokens.size(); ++i) place.emplace(tokens[i], i);
  std::sort(jobs.begin(), jobs.end(), [&](const Claimed& a, const Claimed& b) {
    return place.at(a.token) < place.at(b.token);
  });
}

}  // namespace

std::string refusal_of(Context& context, const std::string& worker) {
  const Rows found = context.database.run(context.sql().find_worker, {worker});
  if (found.empty()) return {};
  const Row& row = found.front();
  if (!row.is_null(5))
    if (const auto foreign = foreign_role(context, worker))
      throw Error(ErrorKind::storage, "worker " + *foreign);
  if (row.text(1) == "active") return {};
  return worker + " is " + row.text(1) + (row.is_null(4) ? "" : " because " + row.text(4));
}

std::string fresh_name(std::function<std::uint64_t()>& random) {
  std::array<char, 33> text{};
  const std::uint64_t high = random();
  std::snprintf(text.data(), text.size(), "%016" PRIx64 "%016" PRIx64, high, random());
  return text.data();
}

void require_valid(const ClaimRequest& request) {
  using namespace std::chrono_literals;
  core::require_name("the queue", request.queue);
  core::require_name("the worker", request.worker);
  for (const std::string& label : request.affinities) core::require_name("an affinity", label);
  core::require_text("the session", request.session, core::name_limit_bytes);
  core::require_text("the version", request.version, core::name_limit_bytes);
  if (request.max < 1 || request.max > 10'000)
    throw Error(ErrorKind::invalid, "the number of jobs to claim is not from 1 to 10000");
  if (request.lease < 1ms || request.lease > 2400h)
    throw Error(ErrorKind::invalid, "the lease is not from 1 ms to 100 days");
}

Tokens fresh_tokens(std::function<std::uint64_t()>& random, int number) {
  Tokens tokens;
  for (int i = 0; i < number; ++i) tokens.push_back(fresh_name(random));
  return tokens;
}

ClaimQuery claim_query(Context& context, const ClaimRequest& request, const Tokens& tokens) {
  ClaimQuery query;
  query.now_us = context.now_us;
  query.queue = request.queue;
  query.affinities = request.affinities;
  if (!request.only_labelled) query.affinities.emplace_back();
  std::sort(query.affinities.begin(), query.affinities.end());
  query.affinities.erase(std::unique(query.affinities.begin(), query.affinities.end()),
                         query.affinities.end());
  if (request.job != 0) query.job = request.job;
  query.version = request.version;
  query.lease_us = request.lease.count();
  const std::string session =
      request.session.empty() ? fresh_name(context.random) : request.session;
  for (int i = 0; i < request.max; ++i)
    query.slots.push_back({request.worker, session, tokens[static_cast<std::size_t>(i)]});
  query.actor = context.actor;
  return query;
}

std::vector<Claimed> claimed_jobs(const Rows& rows, const Tokens& tokens) {
  std::vector<Claimed> jobs;
  for (const Row& row : rows) jobs.push_back(claimed_from(row));
  sort_by_token_order(jobs, tokens);
  return jobs;
}

void read_steps_done(Context& context, std::vector<Claimed>& jobs) {
  for (Claimed& claimed : jobs)
    if (claimed.job.leases > 1) claimed.steps_done = steps_done(context, claimed.job.id);
}

std::optional<microseconds> next_change(Context& context, const ClaimRequest& request) {
  ClaimRequest one = request;
  one.max = 1;
  return context.database.next_change(claim_query(context, one, {""}));
}

ClaimAnswer claim(Context& context, const ClaimRequest& request, const Tokens& tokens) {
  const ClaimRows rows = context.database.claim(claim_query(context, request, tokens));
  ClaimAnswer answer{.jobs = claimed_jobs(rows.leased, tokens), .refused = {}};
  read_steps_done(context, answer.jobs);
  if (answer.jobs.empty()) answer.refused = refusal_of(context, request.worker);
  return answer;
}

ClaimAnswer claim_probe(Context& context, const ClaimRequest& request, const Tokens& tokens) {
  if (!start_probe(context, request.worker, tokens.front()))
    return {.jobs = {}, .refused = refusal_of(context, request.worker)};
  ClaimRequest one = request;
  one.max = 1;
  ClaimAnswer answer = claim(context, one, tokens);
  answer.refused.clear();
  return answer;
}

std::optional<ClaimAnswer> find_claimed(Context& context, const std::string& worker,
                                        const Tokens& tokens) {
  const std::set<std::string_view> own(tokens.begin(), tokens.end());
  Rows rows = context.database.run(context.sql().find_claimed, {worker});
  std::erase_if(rows, [&](const Row& row) { return !own.contains(row.text(job_column_count)); });
  if (rows.empty()) return std::nullopt;
  ClaimAnswer answer{.jobs = claimed_jobs(rows, tokens), .refused = {}};
  read_steps_done(context, answer.jobs);
  return answer;
}

}  // namespace perfq::store
