#include "store/migrate.hpp"

#include "service/databases.hpp"
#include "service/location.hpp"

#include <perfq/migrate.hpp>

#include <filesystem>
#include <variant>

namespace perfq {

namespace {

std::unique_ptr<store::Database> connect(const std::string& url) {
  return service::choose_database(url, Durability::full, OpenOptions{}.give_up_after).connect();
}

// To look must not make the file: one in memory is as new.
std::unique_ptr<store::Database> connect_to_look(const std::string& url) {
  const Location location = parse_location(url);
  const auto* file = std::get_if<store::SqliteLocation>(&location);
  const bool is_new = file != nullptr && !std::filesystem::exists(file->path);
  return connect(is_new ? "sqlite::memory:" : url);
}

}  // namespace

MigrationStatus check_migration(const std::string& url) {
  return store::check(*connect_to_look(url));
}

MigrationStatus migrate(const std::string& url) {
  return store::migrate(*connect(url));
}

MigrationStatus migrate(const std::string& url, const Access& access) {
  // Refused on SQLite before there is a file.
  const auto database =
      access.grants.empty() && access.limits.empty() ? connect(url) : connect_to_look(url);
  return store::migrate(*database, access);
}

std::string pending_sql(const std::string& url) {
  return store::pending_sql(*connect_to_look(url));
}

}  // namespace perfq
