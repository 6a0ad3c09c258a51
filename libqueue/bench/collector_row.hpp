#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

namespace perfq::bench {

/// What stands under a name, locked until the transaction ends.
struct CollectorRow {
  bool is_worker = false;     ///< the name is known, maybe only because somebody drained it
  bool is_collector = false;  ///< and registered, maybe removed again
  std::string worker_state;
  std::string reason;                          ///< of a quarantine
  std::optional<Timestamp> quarantined_until;  ///< missing: until it is resumed
  NewCollector data;

  bool serves() const { return is_collector && worker_state != "removed"; }
};

CollectorRow lock_collector(store::Context& context, const std::string& id);

/// `Error{invalid}` says what is wrong with it.
void require_valid(const NewCollector& collector);

/// Writes what is given and makes an unknown or removed name active.
void store_collector(store::Context& context, const CollectorRow& there,
                     const NewCollector& collector);

/// The command that registers it.
std::string unknown_collector(std::string_view id);

std::vector<int> sets_from(const store::Row& row, std::size_t column);

}  // namespace perfq::bench
