#pragma once

#include "model/reference.hpp"
#include "support/clocked_queue.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace perfq::test {

/// A database that lives through the same life as the model.
class Subject {
 public:
  explicit Subject(TestStore store) : q_(std::move(store)) {}

  Timestamp start() const { return q_.clock.now(); }

  const std::string& backend() const { return q_.store.backend; }

  std::string apply(const Action& action);
  /// Where it differs from the model: of all jobs, and in the history of those that are named.
  std::string difference(const Reference& model, const std::vector<std::size_t>& changed);

 private:
  std::string enqueue(const Action& action);
  std::string claim(const Action& action);
  std::string heartbeat(const Lease& lease, const Action& action);
  std::string on_job(const Action& action);
  Lease lease_of(const Action& action) const;
  std::size_t number_of(JobId job) const;
  std::string history(std::size_t number);

  ClockedQueue q_;
  std::vector<JobId> ids_;
  std::map<std::pair<std::size_t, int>, std::string> tokens_;
};

}  // namespace perfq::test
