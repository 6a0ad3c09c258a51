#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <map>
#include <span>

namespace perfq::bench {

/// A request as it stands in the database, with the group of its jobs.
struct RequestRow {
  Group group;
  std::string sha;
  RequestKind kind = RequestKind::master;
  std::string parent;
  std::optional<std::int64_t> pr;
  std::optional<Timestamp> date;
  int priority = 0;
  // As they were named: empty ones stand for what is split by default.
  std::vector<std::string> targets;
  std::vector<std::string> backends;
  std::vector<std::string> profiles;
  int max_attempts = 3;
  std::optional<microseconds> time_limit;  ///< nothing: the suite's, or the usual one
  bool backfill_parent = false;
  std::string suite;      ///< empty: none was loaded
  int suite_version = 0;  ///< 0 while it waits
  std::string pinned_version;
  /// What its jobs have: its own priority, or that of a child that lifts it; see bench/order.hpp.
  int lifted_priority = 0;
  std::int64_t rank = 0;
};

/// A request that is not there yet.
RequestRow request_from(const NewRequest& asked);

/// Reads the columns of find_requests and list_requests.
RequestRow request_from(const store::Row& row);

std::map<std::string, RequestRow> find_requests(store::Context& context,
                                                std::span<const std::string> shas);
std::optional<RequestRow> find_request(store::Context& context, const std::string& sha);

/// The full SHA; errors as `Fleet` says.
std::string resolve(store::Context& context, std::string_view sha_prefix);
/// The request that a SHA or a prefix means.
RequestRow resolve_request(store::Context& context, std::string_view sha_prefix);

}  // namespace perfq::bench
