#pragma once

#include "fleet/history.hpp"

#include <string>

namespace perfq::test {

/// One job, followed from event to event.
class JobLife {
 public:
  explicit JobLife(int max_attempts) : max_attempts_(max_attempts) {}

  /// What is wrong with the next event of this job; empty where nothing is.
  std::string follow(const LoggedEvent& event);

  bool has_ended() const { return state_ == State::ended; }

  bool is_queued() const { return state_ == State::queued; }

  bool is_running() const { return state_ == State::running; }

  /// Of the lease under way.
  const std::string& collector() const { return collector_; }

  const std::string& session() const { return session_; }

 private:
  enum class State { unknown, queued, running, ended };

  std::string queue();
  std::string claim(const LoggedEvent& event);
  std::string step(const LoggedEvent& event) const;
  std::string end_lease(const LoggedEvent& event);
  std::string change_without_lease(const LoggedEvent& event);

  int max_attempts_;
  State state_ = State::unknown;
  int leases_ = 0;
  int charged_ = 0;
  std::string collector_;
  std::string session_;
};

}  // namespace perfq::test
