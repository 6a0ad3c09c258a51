#pragma once

#include <perfq/queue.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace perfq::test {

/// What the queue has told its workers, held against what it tells them later.
class Promises {
 public:
  /// A worker was given a lease. It counts as running from its first sign of life on: until then a
  /// drain may hand the job back.
  void leased(const std::string& worker, const Claimed& claimed, Timestamp now);

  /// It was renewed: nobody else may get the job until then.
  void renewed(const Lease& lease, Timestamp until);

  /// It was not: another may have the job, or its time is over and nobody has it yet.
  void not_renewed(const Lease& lease) { end(lease); }

  /// The queue said that it is lost: nothing done under it may count any more.
  void lost(const Lease& lease);

  /// A step was told under it, and counts.
  void stepped(const Lease& lease);

  /// It was ended by a `call` (complete, fail, release), which counts; `result` where that was the
  /// job's completion. The same call again may be told the same; another one may not.
  void ended(const Lease& lease, const std::string& call, const std::string& result = {});

  /// A call ended it, and its job is cancelled: any call may be told so again.
  void cancelled(const Lease& lease);

  bool has_ended(const Lease& lease) const { return ended_.contains(lease.token); }

  /// Run anew by an operator.
  void retried(JobId job) { results_.erase(job); }

  /// Compares the results that were acknowledged with those that are there.
  void compare(Queue& queue);

  const std::vector<std::string>& faults() const { return faults_; }

 private:
  struct Live {
    std::string token;
    std::string worker;
    Timestamp until{};
    Timestamp limit{};
  };

  void end(const Lease& lease);
  void fault(JobId job, const std::string& what);

  std::map<JobId, Live> live_;
  std::map<JobId, std::string> results_;
  std::set<std::string> lost_;                ///< tokens
  std::map<std::string, std::string> ended_;  ///< by token, the call that did it
  std::vector<std::string> faults_;
};

}  // namespace perfq::test
