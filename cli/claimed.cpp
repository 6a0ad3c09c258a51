#include "claimed.hpp"

#include "print_json.hpp"

namespace perfq::cli {

namespace {

void refuse_claim(Context& context, const FleetAnswer& answer, const std::string& collector) {
  switch (answer.refusal) {
    case FleetRefusal::none:
      return;
    case FleetRefusal::unknown_collector:
      throw Refusal(Fault::not_found,
                    fmt::format("there is no collector {0}: perfq collector add {0} registers it",
                                collector));
    case FleetRefusal::draining:
      throw Refusal(Fault::nothing, answer.reason);
    case FleetRefusal::slots_in_use:
      throw Refusal(Fault::conflict, answer.reason);
    case FleetRefusal::wrong_version:
      refuse_version(context, answer.required_version, answer.sha, answer.reason);
  }
}

void release_all(Context& context, const std::vector<ClaimedBench>& jobs) {
  for (const auto& job : jobs) {
    try {
      context.queue().release({job.claimed.lease(), "the claimer could not be told"});
    } catch (const Error&) {
      return;  // Its lease will run out.
    }
  }
}

Exit print(Context& context, const std::vector<ClaimedBench>& jobs) {
  for (const auto& job : jobs) {
    context.out().write(to_line(claimed_json(job.claimed, job.bench)));
  }
  context.out().flush();
  return jobs.empty() ? Exit::nothing : Exit::done;
}

Exit print_or_release(Context& context, const std::vector<ClaimedBench>& jobs) {
  try {
    return print(context, jobs);
  } catch (const OutputClosed&) {
    release_all(context, jobs);
    throw Refusal(Fault::database, "nobody reads what was claimed: it is handed back");
  } catch (const Error& fault) {
    release_all(context, jobs);
    throw Error(fault.kind(), fmt::format("{}: what was claimed is handed back", fault.what()));
  }
}

}  // namespace

void refuse_version(Context& context, const std::string& required_version, const std::string& sha,
                    const std::string& reason) {
  context.out().write(to_line(Json{{"required_version", required_version}, {"sha", sha}}));
  context.out().flush();
  throw Refusal(Fault::version, reason);
}

Exit finish_claim(Context& context, const FleetAnswer& answer, const std::string& collector) {
  refuse_claim(context, answer, collector);
  return print_or_release(context, answer.jobs);
}

Exit finish_claim(Context& context, const ClaimAnswer& answer) {
  if (!answer.refused.empty()) throw Refusal(Fault::nothing, answer.refused);
  std::vector<ClaimedBench> jobs;
  for (const auto& job : answer.jobs) jobs.push_back({job, std::nullopt});
  return print_or_release(context, jobs);
}

}  // namespace perfq::cli
