#pragma once

#include "store/claim.hpp"
#include "store/finish.hpp"

#include <optional>
#include <set>
#include <span>
#include <vector>

namespace perfq::store {

/// What a worker wants between two jobs: those that it has done are handed in, the next ones got.
struct Exchange {
  std::vector<Finish> done;  ///< see `successes`
  ClaimRequest request;
  Tokens tokens;  ///< no fewer than jobs asked for
};

struct Exchanged {
  std::set<JobAndToken> ended = {};
  bool ended_waited_job = false;
  std::vector<Claimed> jobs = {};  ///< without their finished steps
  bool alone_from_top = true;      ///< false: a look for this one alone, and from the top, may find
                                   ///< more
};

/// How a database looked for jobs.
struct Look {
  std::optional<LowEnd> from = {};
  std::optional<LowEnd> to = {};  ///< the last that was claimed for the first time
  bool found_enough = false;
  bool saw_lapsed = false;  ///< and may have left some
  microseconds took{0};
};

/// How many of the first ones one call of the database can make: on PostgreSQL those that ask for
/// the same, whoever asks. At least one.
std::size_t makes_together(Context& context, std::span<const Exchange* const> exchanges);

/// Makes them in one call of the database, which commits alone outside a transaction: all or none.
/// What is handed in ends before anything is claimed. Who stands first gets the better jobs. Looks
/// from `look.from` on, and notes the rest of it.
std::vector<Exchanged> exchange(Context& context, std::span<const Exchange* const> exchanges,
                                Look& look);

}  // namespace perfq::store
