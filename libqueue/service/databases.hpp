#pragma once

#include "service/connections.hpp"

#include <perfq/queue.hpp>

#include <string>

namespace perfq::service {

/// A database as a URL names it, before anything is opened.
struct DatabaseChoice {
  std::string shown;  ///< without passwords
  Connections::Connect connect;
  std::size_t most_connections = 1;
  microseconds sweep_interval{0};
  bool migrates_itself = false;
  /// Whether a second connection sees the same database.
  bool has_watcher = true;
};

/// The one place that knows both adapters. `Error{invalid}`: no such URL.
DatabaseChoice choose_database(const std::string& url, Durability durability,
                               microseconds give_up_after);

}  // namespace perfq::service
