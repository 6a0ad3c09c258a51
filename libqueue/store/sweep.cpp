#include "store/sweep.hpp"

#include "store/finish.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <chrono>

namespace perfq::store {

namespace {

constexpr std::int64_t most_promoted = 1000;
constexpr std::int64_t most_ended = 100;

/// How long the longest look took at the database: less the shortest one, which stands for the way
/// there and back.
class TimedLooks {
 public:
  explicit TimedLooks(Database& database) : database_(database) {}

  Rows run(const Statement& statement, const Values& values) {
    const auto began = Clock::now();
    Rows rows = database_.run(statement, values);
    const auto took = std::chrono::duration_cast<microseconds>(Clock::now() - began);
    shortest_ = std::min(shortest_, took);
    longest_ = std::max(longest_, took);
    return rows;
  }

  microseconds longest() const { return longest_ - shortest_; }

 private:
  using Clock = std::chrono::steady_clock;
  Database& database_;
  microseconds shortest_ = microseconds::max();
  microseconds longest_{0};
};

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
std::size_t cancel(Context& context, const Rows& unwanted) {
  std::size_t cancelled = 0;
  for (const Row& row : unwanted) {
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
  TimedLooks looks(context.database);
  swept.promoted = looks.run(context.sql().promote_due_jobs, {context.now(), most_promoted}).size();
  std::vector<Finish> ends;
  for (const Row& row : looks.run(context.sql().lapsed_for_good, {context.now(), most_ended}))
    ends.push_back(end_of(context, row));
  if (!ends.empty()) swept.ended = finish(context, ends).size();
  const Rows unwanted = looks.run(context.sql().unwanted_jobs, {context.now(), most_ended});
  swept.unwanted = cancel(context, unwanted);
  if (!swept.anything()) swept.looked = looks.longest();
  return swept;
}

}  // namespace perfq::store
