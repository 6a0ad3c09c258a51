#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace compile_farm {

/// What the environment says to a submitter.
struct Settings {
  std::string database;           ///< PERFQ_DB
  std::string queue = "compile";  ///< PERFQ_CC_QUEUE
  /// PERFQ_CC_LOCAL_AFTER: a unit not done by then is compiled here; missing: never.
  std::optional<std::chrono::microseconds> local_after;
  /// PERFQ_CC_QUEUE_TIMEOUT: a unit that nobody claimed by then is given up; missing: never.
  std::optional<std::chrono::microseconds> queue_timeout;
};

/// Throws where a variable can't be read as what it is.
Settings settings_from_environment();

}  // namespace compile_farm
