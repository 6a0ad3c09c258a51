#include "postgres/connection.hpp"

#include "postgres/error.hpp"
#include "postgres/url.hpp"

#include <chrono>
#include <poll.h>
#include <utility>

namespace perfq::postgres {

using std::chrono::ceil;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

pqxx::connection& Connection::get() {
  if (connection_ && was_closed_by_server()) drop();
  if (!connection_) {
    connection_ = connect();
    ++generation_;
  }
  return *connection_;
}

std::unique_ptr<pqxx::connection> Connection::connect() {
  if (!planner_as_it_is_) {
    try {
      return std::make_unique<pqxx::connection>(with_planner_settings(url_));
    } catch (const pqxx::broken_connection& error) {
      if (!is_about_startup_settings(error)) throw;
      planner_as_it_is_ = true;
    }
  }
  return std::make_unique<pqxx::connection>(url_);
}

void Connection::drop() noexcept {
  listening_.reset();
  connection_.reset();
}

/// An idle server says nothing unless it has ended the connection: its farewell first, the end
/// after it.
bool Connection::was_closed_by_server() {
  for (int times = 0; times < 3; ++times) {
    pollfd descriptor{connection_->sock(), POLLIN, 0};
    if (poll(&descriptor, 1, 0) == 0) return false;
    try {
      if (connection_->get_notifs() > 0) notified_ = true;
    } catch (const pqxx::failure&) {
      return true;
    }
    if (!connection_->is_open()) return true;
  }
  return false;
}

bool Connection::wait_for_notification(const std::string& channel, microseconds wait) {
  const auto until = steady_clock::now() + wait;
  pqxx::connection& connection = get();
  if (std::exchange(notified_, false)) return true;
  if (!listening_) listening_ = std::make_unique<compat::Listening>(connection, channel);
  while (true) {
    // libpqxx waits for whole milliseconds: for part of one not at all.
    const microseconds left = ceil<milliseconds>(until - steady_clock::now());
    if (left <= microseconds::zero()) return connection.get_notifs() > 0;
    const auto whole = duration_cast<seconds>(left);
    if (connection.await_notification(whole.count(), (left - whole).count()) > 0) return true;
  }
}

}  // namespace perfq::postgres
