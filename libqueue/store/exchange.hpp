#pragma once

#include "store/claim.hpp"
#include "store/finish.hpp"

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
  std::set<JobAndToken> ended;
  bool ended_waited_job = false;
  std::vector<Claimed> jobs;  ///< without their finished steps
};

/// How many of the first ones one call of the database can make: on PostgreSQL those that ask for
/// the same, whoever asks. At least one.
std::size_t makes_together(Context& context, std::span<const Exchange* const> exchanges);

/// Makes them in one call of the database, which commits alone outside a transaction: all or none.
/// What is handed in ends before anything is claimed. Who stands first gets the better jobs.
std::vector<Exchanged> exchange(Context& context, std::span<const Exchange* const> exchanges);

}  // namespace perfq::store
