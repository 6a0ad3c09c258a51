#include "store/end.hpp"

#include "core/text.hpp"
#include "store/quarantine.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>

namespace perfq::store {

namespace {

std::optional<core::AttemptFacts> facts_of(Context& context, const Lease& lease) {
  const Rows rows = context.database.run(context.sql().lease_facts, {lease.job, token_of(lease)});
  if (rows.empty()) return std::nullopt;
  const Row& row = rows.front();
  return core::AttemptFacts{static_cast<int>(row.integer(0)), static_cast<int>(row.integer(1)),
                            static_cast<int>(row.integer(2)), microseconds{row.integer(3)},
                            row.flag(4)};
}

// The lease was not held. A repeat of the call that ended it is a success without change.
Ack look_back(Context& context, const Lease& lease, std::initializer_list<Outcome> own) {
  const Rows ended =
      context.database.run(context.sql().outcome_of_lease, {lease.job, token_of(lease)});
  if (ended.empty()) return exists(context, lease.job) ? Ack::lease_lost : Ack::not_found;
  const auto outcome = parse_outcome(ended.front().text(0));
  return outcome && std::find(own.begin(), own.end(), *outcome) != own.end() ? Ack::done
                                                                             : Ack::lease_lost;
}

Ack write(Context& context, const Finish& end, std::initializer_list<Outcome> own) {
  return finish(context, {end}).empty() ? look_back(context, end.lease, own) : Ack::done;
}

// Others are asked first, where there are any: what failed here may do there.
microseconds time_for_others(Context& context, const Finish& end) {
  constexpr microseconds preference = std::chrono::seconds{30};
  if (end.decision.state != JobState::queued) return microseconds{0};
  const bool others =
      !context.database.run(context.sql().another_worker, {context.now(), end.lease.job}).empty();
  return others ? end.decision.delay + preference : microseconds{0};
}

Finish success_of(const Completion& completion) {
  if (!completion.result_json.empty() && !nlohmann::json::accept(completion.result_json))
    throw Error(ErrorKind::invalid,
                "the result of job " + std::to_string(completion.lease.job) + " is not JSON");
  const core::Decision decision = core::decide({}, {.outcome = Outcome::succeeded}, 0);
  return {.lease = completion.lease, .decision = decision, .result_json = completion.result_json};
}

}  // namespace

bool held(Context& context, const Lease& lease) {
  return facts_of(context, lease).has_value();
}

bool exists(Context& context, JobId job) {
  return !context.database.run(context.sql().find_job, {job}).empty();
}

std::vector<Finish> successes(std::span<const Completion> completions) {
  std::vector<Finish> ends;
  for (const Completion& completion : completions) ends.push_back(success_of(completion));
  return ends;
}

std::vector<Ack> acks_of(Context& context, std::span<const Completion> completions,
                         const std::set<JobAndToken>& ended) {
  std::vector<Ack> acks;
  for (const auto& [lease, result_json] : completions)
    acks.push_back(ended.contains({lease.job, lease.token})
                       ? Ack::done
                       : look_back(context, lease, {Outcome::succeeded}));
  return acks;
}

std::vector<Ack> complete(Context& context, std::span<const Completion> completions) {
  return acks_of(context, completions, finish(context, successes(completions)));
}

Ack fail(Context& context, const Failure& failure, Blame blame) {
  const core::Ending ending{.outcome = failure.timed_out ? Outcome::timed_out : Outcome::failed,
                            .permanent = failure.permanent,
                            .retry_in = failure.retry_in};
  const auto own = {ending.outcome, Outcome::cancelled};
  const auto facts = facts_of(context, failure.lease);
  if (!facts) return look_back(context, failure.lease, own);
  Finish end{.lease = failure.lease,
             .decision = core::decide(*facts, ending, context.random()),
             .error = core::clean(failure.error, core::error_limit_bytes)};
  if (end.decision.outcome == ending.outcome) {
    end.avoid = time_for_others(context, end);
    // The worker before the job's group, as where a success is written.
    if (blame == Blame::worker) judge_failure(context, failure);
  }
  return write(context, end, own);
}

Ack release(Context& context, const Release& release) {
  const auto own = {Outcome::released, Outcome::cancelled};
  const auto facts = facts_of(context, release.lease);
  if (!facts) return look_back(context, release.lease, own);
  return write(context,
               {.lease = release.lease,
                .decision = core::decide(*facts, {.outcome = Outcome::released}, context.random()),
                .error = core::clean(release.reason, core::error_limit_bytes),
                .result_json = {},
                .avoid = release.avoid},
               own);
}

}  // namespace perfq::store
