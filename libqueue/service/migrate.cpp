#include "store/migrate.hpp"

#include "service/databases.hpp"

#include <perfq/migrate.hpp>

namespace perfq {

namespace {

std::unique_ptr<store::Database> connect(const std::string& url) {
  return service::choose_database(url, Durability::full, OpenOptions{}.give_up_after).connect();
}

}  // namespace

MigrationStatus check_migration(const std::string& url) {
  return store::check(*connect(url));
}

MigrationStatus migrate(const std::string& url) {
  return store::migrate(*connect(url));
}

std::string pending_sql(const std::string& url) {
  return store::pending_sql(*connect(url));
}

}  // namespace perfq
