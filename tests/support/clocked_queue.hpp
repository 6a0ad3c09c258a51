#pragma once

#include "support/manual_clock.hpp"
#include "support/seeded_random.hpp"
#include "support/test_store.hpp"

#include <perfq/queue.hpp>

#include <optional>
#include <string>

namespace perfq::test {

/// Options for a queue on that clock; sweeps at every claim and need not survive a power cut.
OpenOptions options_with(const ManualClock& clock, std::uint64_t seed = 1);

/// A fixture: an open queue whose time only the test moves. Every claim sweeps.
struct ClockedQueue {
  explicit ClockedQueue(TestStore in = open_test_store(), std::uint64_t seed = 1);

  TestStore store;
  ManualClock clock;
  Queue queue;
};

/// For tests in which real time passes.
OpenOptions real_time_options();

/// Enqueues and gives the id.
JobId add(Queue& queue, const NewJob& job = {});

/// The one job there is for that worker; fails the test where there is none.
Claimed claim_one(Queue& queue, const std::string& worker = "w1",
                  microseconds lease = std::chrono::seconds{60});

/// A fixture: a job and its first lease.
struct OneRunning : ClockedQueue {
  JobId job = add(queue);
  Lease lease = test::claim_one(queue).lease();
};

/// The ids that a claim answers, in its order.
std::vector<JobId> claim_ids(Queue& queue, const ClaimRequest& request);

/// Looks after lapsed and due jobs of all queues and claims nothing.
void sweep(Queue& queue);

/// The job as it stands; fails the test where there is none.
Job look(Queue& queue, JobId job);

/// The kind of the error that the call throws; nothing where it throws none.
template <class Call>
std::optional<ErrorKind> error_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.kind();
  }
  return std::nullopt;
}

/// What the error says; empty where none is thrown.
template <class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace perfq::test
