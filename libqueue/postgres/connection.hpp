#pragma once

#include "postgres/pqxx_compat.hpp"

#include <perfq/time.hpp>

#include <memory>
#include <string>

namespace perfq::postgres {

/// A connection that is made when it is first needed and dropped once it broke.
class Connection {
 public:
  explicit Connection(std::string url) : url_(std::move(url)) {}

  /// Connects where there is none, or where the server has closed it since the last call: nothing
  /// was sent then, so the call may go on. Throws libpqxx's errors.
  pqxx::connection& get();

  /// Nothing where it was dropped.
  pqxx::connection* peek() { return connection_.get(); }

  void drop() noexcept;

  /// How often it was made: prepared statements and channels end with each.
  int generation() const { return generation_; }

  /// Listens from now on. Waits for a notification; false when none came in time.
  bool wait_for_notification(const std::string& channel, microseconds wait);

 private:
  std::unique_ptr<pqxx::connection> connect();
  bool was_closed_by_server();

  std::string url_;
  bool planner_as_it_is_ = false;  ///< there is a pooler that refuses its settings
  int generation_ = 0;
  bool notified_ = false;  ///< seen by a call that did not wait for it
  std::unique_ptr<pqxx::connection> connection_;
  std::unique_ptr<compat::Listening> listening_;
};

}  // namespace perfq::postgres
