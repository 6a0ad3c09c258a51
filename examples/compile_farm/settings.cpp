#include "settings.hpp"

#include "environment.hpp"

#include <perfq/time.hpp>

#include <stdexcept>

namespace compile_farm {
namespace {

std::optional<std::chrono::microseconds> duration(const char* name) {
  const std::string text = environment(name);
  if (text.empty()) return std::nullopt;
  const auto duration = perfq::parse_duration(text);
  if (!duration)
    throw std::runtime_error(std::string{name} + " is no duration: " + text +
                             "; write one such as 30s or 5m, or unset it");
  return duration;
}

}  // namespace

Settings settings_from_environment() {
  Settings settings;
  settings.database = environment("PERFQ_DB");
  if (settings.database.empty())
    throw std::runtime_error(
        "PERFQ_DB is not set: set it to the farm's database, such as "
        "postgresql://farm.example/perfq or sqlite:/var/farm/perfq.db");
  if (const std::string queue = environment("PERFQ_CC_QUEUE"); !queue.empty())
    settings.queue = queue;
  settings.local_after = duration("PERFQ_CC_LOCAL_AFTER");
  settings.queue_timeout = duration("PERFQ_CC_QUEUE_TIMEOUT");
  return settings;
}

}  // namespace compile_farm
