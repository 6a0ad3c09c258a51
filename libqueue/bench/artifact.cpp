#include "bench/bad_artifact.hpp"
#include "bench/bench_job.hpp"
#include "bench/quarantine.hpp"
#include "service/queue_impl.hpp"
#include "store/end.hpp"
#include "store/look.hpp"

namespace perfq {

using bench::Artifact;
using store::Context;

namespace {

Artifact artifact_of(Context& context, const Job& job) {
  const auto described = bench::describe(context, std::span{&job.id, 1});
  if (described.empty())
    throw Error(ErrorKind::invalid, "job " + std::to_string(job.id) +
                                        " belongs to no request, so it has no artifact: fail it"
                                        " without --artifact");
  const BenchJob& about = described.begin()->second;
  return {job.group, about.sha, about.target};
}

// The collector is locked before the jobs, as by a claim, and the jobs before their group.
Ack fail_all(Context& context, const Failure& failure) {
  const auto job = store::find(context, failure.lease.job);
  if (!job) return Ack::not_found;
  const Artifact artifact = artifact_of(context, *job);
  const bench::CollectorRow collector = bench::lock_collector(context, job->worker);
  bench::lock_judged_jobs(context, job->worker, artifact.request);
  const bool held = store::held(context, failure.lease);
  const Ack ack = store::fail(context, failure, store::Blame::artifact);
  if (!held) return ack;
  bench::write_off(context, artifact, job->worker, failure.error);
  bench::quarantine_suspect(context, collector);
  return ack;
}

}  // namespace

Ack Fleet::fail_artifact(const Lease& lease, std::string_view error) {
  const Failure failure{.lease = lease, .error = bench::artifact_error(error), .permanent = true};
  const Ack ack = queue_->impl().write(
      Repeat::safe, [&](Context& context) { return fail_all(context, failure); });
  queue_->impl().work_arrived();
  return ack;
}

}  // namespace perfq
