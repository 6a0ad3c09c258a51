#include "store/end.hpp"

#include "core/text.hpp"
#include "store/finish.hpp"
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

Ack end_one(Context& context, Finish finish_one, const core::Ending& ending,
            std::initializer_list<Outcome> own) {
  const auto facts = facts_of(context, finish_one.lease);
  if (!facts) return look_back(context, finish_one.lease, own);
  finish_one.decision = core::decide(*facts, ending, context.random());
  const Lease lease = finish_one.lease;
  return finish(context, {std::move(finish_one)}).empty() ? look_back(context, lease, own)
                                                          : Ack::done;
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

std::vector<Ack> complete(Context& context, std::span<const Completion> completions) {
  std::vector<Finish> ends;
  for (const Completion& completion : completions) ends.push_back(success_of(completion));
  const std::set<JobAndToken> written = finish(context, ends);
  std::vector<Ack> acks;
  for (const Completion& completion : completions) {
    const bool ended = written.contains({completion.lease.job, completion.lease.token});
    acks.push_back(ended ? Ack::done : look_back(context, completion.lease, {Outcome::succeeded}));
  }
  return acks;
}

Ack fail(Context& context, const Failure& failure) {
  Finish end{.lease = failure.lease,
             .decision = {},
             .error = core::clean(failure.error, core::error_limit_bytes)};
  const core::Ending ending{.outcome = failure.timed_out ? Outcome::timed_out : Outcome::failed,
                            .permanent = failure.permanent,
                            .retry_in = failure.retry_in};
  return end_one(context, std::move(end), ending, {ending.outcome, Outcome::cancelled});
}

Ack release(Context& context, const Release& release) {
  Finish end{.lease = release.lease,
             .decision = {},
             .error = core::clean(release.reason, core::error_limit_bytes),
             .result_json = {},
             .avoid = release.avoid};
  return end_one(context, std::move(end), {.outcome = Outcome::released},
                 {Outcome::released, Outcome::cancelled});
}

}  // namespace perfq::store
