#include "bench/same_code.hpp"

#include "store/claim.hpp"

#include <algorithm>

namespace perfq::bench {

SameCode claim_same_code(store::Context& context, ClaimRequest request) {
  SameCode answer;
  if (request.version.empty()) {
    answer.jobs = store::claim(context, request).jobs;
    return answer;
  }
  while (true) {
    store::Savepoint before_claim(context.database);
    std::vector<Claimed> jobs = store::claim(context, request).jobs;
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
