#include <perfq/fleet.hpp>

namespace perfq {

Ack Fleet::fail_artifact(const Lease& lease, std::string_view error) {
  if (queue_->find(lease.job) && !describe(lease.job))
    throw Error(ErrorKind::invalid, "job " + std::to_string(lease.job) +
                                        " belongs to no request, so it has no artifact: fail it"
                                        " without --artifact");
  return queue_->fail(
      {.lease = lease, .error = "the artifact is bad: " + std::string{error}, .permanent = true});
}

}  // namespace perfq
