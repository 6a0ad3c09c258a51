#pragma once

#include <perfq/queue.hpp>

#include <mutex>
#include <string>
#include <vector>

namespace perfq::test {

/// So many jobs in queue `q`.
void fill(Queue& queue, int jobs);

/// What all workers got. Its calls are for any thread.
class ManyWorkers {
 public:
  /// Completes them and writes down that they were claimed.
  void complete(Queue& queue, const std::vector<Lease>& leases);

  /// Claims, in batches whose size is the number's, and completes until nothing is left: even
  /// numbers by two calls, odd ones by one.
  void drain(Queue& queue, int number);

  /// Once all workers have ended: each of so many jobs was claimed once and completed once.
  void check(Queue& queue, int jobs);

 private:
  std::vector<Lease> hand_in(Queue& queue, const std::vector<Lease>& done,
                             const ClaimRequest& request);
  void note(const std::vector<Lease>& claimed);
  void note(const std::vector<Ack>& acks);

  std::mutex mutex_;
  std::vector<JobId> jobs_;
  int refused_ = 0;
};

}  // namespace perfq::test
