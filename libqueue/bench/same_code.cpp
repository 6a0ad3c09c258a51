#include "bench/same_code.hpp"

#include "bench/lists.hpp"
#include "store/statements.hpp"

#include <algorithm>

namespace perfq::bench {

namespace {

bool await_moved_job(store::Context& context, const ClaimRequest& request) {
  const store::Values lanes{context.now(), request.queue, to_json(request.affinities),
                            request.worker};
  return !context.database.run(context.sql().await_moved_job, lanes).empty();
}

std::vector<Claimed> claim_what_stands_there(store::Context& context, const ClaimRequest& request,
                                             const store::Tokens& tokens) {
  std::vector<Claimed> jobs = store::claim(context, request, tokens).jobs;
  if (!jobs.empty() || !await_moved_job(context, request)) return jobs;
  return store::claim(context, request, tokens).jobs;
}

}  // namespace

SameCode claim_same_code(store::Context& context, ClaimRequest request,
                         const store::Tokens& tokens) {
  SameCode answer;
  // Here, where the claim holds no request that others could wait for.
  await_moved_job(context, request);
  if (request.version.empty()) {
    answer.jobs = claim_what_stands_there(context, request, tokens);
    return answer;
  }
  while (true) {
    store::Savepoint before_claim(context.database);
    std::vector<Claimed> jobs = claim_what_stands_there(context, request, tokens);
    const auto pins = pin(context, jobs, request.version);
    const auto other = std::find_if(jobs.begin(), jobs.end(), [&](const Claimed& claimed) {
      const auto found = pins.find(claimed.job.group);
      return found != pins.end() && found->second.version != request.version;
    });
    if (other == jobs.end()) {
      answer.jobs = std::move(jobs);
      return answer;
    }
    before_claim.take_back();
    if (other != jobs.begin()) {
      request.max = static_cast<int>(other - jobs.begin());
      continue;
    }
    const Pin& in_the_way = pins.at(other->job.group);
    if (!pin_anew(context, in_the_way, request)) {
      answer.other = in_the_way;
      return answer;
    }
  }
}

}  // namespace perfq::bench
