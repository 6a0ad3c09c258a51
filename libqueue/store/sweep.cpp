#include "store/sweep.hpp"

#include "store/finish.hpp"
#include "store/statements.hpp"

namespace perfq::store {

namespace {

constexpr std::int64_t most_promoted = 1000;
constexpr std::int64_t most_ended = 100;

Finish end_of(Context& context, const Row& row) {
  const core::AttemptFacts facts{static_cast<int>(row.integer(2)), static_cast<int>(row.integer(3)),
                                 static_cast<int>(row.integer(4)), microseconds{row.integer(5)},
                                 row.flag(6)};
  const bool out_of_time = row.flag(8);
  const std::string worker = row.text(9);
  Finish end;
  end.lease = {row.integer(0), row.text(1)};
  end.decision = core::decide(facts, {.outcome = out_of_time ? Outcome::timed_out : Outcome::lost},
                              context.random());
  end.error = out_of_time ? "timed out on " + worker : "lost: the lease of " + worker + " expired";
  end.only_lapsed = true;
  return end;
}

// Jobs that nobody claimed in time or that nobody waits for any more.
std::size_t cancel_unwanted(Context& context) {
  std::size_t cancelled = 0;
  for (const Row& row :
       context.database.run(context.sql().unwanted_jobs, {context.now(), most_ended})) {
    const bool runs = row.flag(1);
    const Rows written =
        runs ? context.database.run(context.sql().request_unwanted_cancel,
                                    {context.now(), row.integer(0)})
             : context.database.run(context.sql().cancel_unwanted_job,
                                    {context.now(), row.integer(0), row.text(2), context.actor});
    cancelled += written.size();
  }
  return cancelled;
}

}  // namespace

Swept sweep(Context& context) {
  Swept swept;
  if (!context.database.may_sweep()) return swept;
  swept.promoted =
      context.database.run(context.sql().promote_due_jobs, {context.now(), most_promoted}).size();
  const auto began = std::chrono::steady_clock::now();
  const Rows lapsed =
      context.database.run(context.sql().lapsed_for_good, {context.now(), most_ended});
  swept.looked = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - began);
  std::vector<Finish> ends;
  for (const Row& row : lapsed) ends.push_back(end_of(context, row));
  if (!ends.empty()) swept.ended = finish(context, ends).size();
  swept.unwanted = cancel_unwanted(context);
  return swept;
}

}  // namespace perfq::store
