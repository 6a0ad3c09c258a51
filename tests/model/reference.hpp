#pragma once

#include "model/action.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace perfq::test {

/// The queue as PRODUCT.md has it, in memory and in the plainest words: what the databases are held
/// against. A token is the number of its lease.
class Reference {
 public:
  struct Entry {
    Job job;
    std::vector<Attempt> attempts;  ///< those that have ended
    std::vector<Step> steps;
    std::string avoided_by;
    Timestamp avoided_until{};
  };

  explicit Reference(Timestamp now) : now_(now) {}

  const std::vector<Entry>& entries() const { return entries_; }

  /// Settles which job and lease an action is about.
  void settle(Action& action) const;
  /// The answer in words; empty where either answer is right.
  std::string apply(const Action& action);

 private:
  std::string enqueue(const Action& action);
  std::string claim(const Action& action);
  std::string heartbeat(const Action& action);
  std::string complete(const Action& action);
  std::string fail(const Action& action);
  std::string release(const Action& action);
  std::string step(const Action& action);
  std::string cancel(const Action& action);
  std::string retry(const Action& action);

  void sweep();
  bool claimable(const Entry& entry, const Action& action) const;
  bool lapsed(const Job& job) const;
  bool overdue(const Job& job) const;
  bool held(const Action& action) const;
  std::string look_back(const Action& action, Outcome own) const;
  void lease(Entry& entry, const Action& action);
  void end(Entry& entry, JobState state, Outcome outcome, bool charge, microseconds delay);
  void stop_or(Entry& entry, JobState state, Outcome outcome, bool charge, microseconds delay);
  std::optional<std::size_t> bearer(const std::string& key) const;

  Timestamp now_;
  std::vector<Entry> entries_;
  std::set<std::string> drained_;
};

}  // namespace perfq::test
