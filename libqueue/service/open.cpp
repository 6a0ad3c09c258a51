#include "sqlite/open.hpp"

#include "service/databases.hpp"
#include "service/host.hpp"
#include "service/location.hpp"
#include "service/queue_impl.hpp"
#include "store/migrate.hpp"
#ifdef PERFQ_WITH_POSTGRES
#include "postgres/open.hpp"
#endif

#include <filesystem>
#include <system_error>

namespace perfq {

namespace service {

namespace {

/// The program may change its working directory before all connections are made.
store::SqliteLocation wherever_we_go(store::SqliteLocation location) {
  if (location.memory) return location;
  std::error_code unknown;
  const auto path = std::filesystem::absolute(location.path, unknown);
  if (!unknown) location.path = path.string();
  return location;
}

DatabaseChoice choose(const store::SqliteLocation& given, Durability durability,
                      microseconds give_up_after) {
  const store::SqliteLocation location = wherever_we_go(given);
  DatabaseChoice choice;
  choice.connect = [=] { return sqlite::open(location, durability, give_up_after); };
  choice.sweep_interval = std::chrono::milliseconds{10};
  choice.migrates_itself = true;
  choice.has_watcher = !location.memory;
  return choice;
}

DatabaseChoice choose([[maybe_unused]] const store::PostgresLocation& location, Durability,
                      [[maybe_unused]] microseconds give_up_after) {
#ifdef PERFQ_WITH_POSTGRES
  constexpr std::size_t most_connections = 8;
  DatabaseChoice choice;
  choice.connect = [=] { return postgres::open(location, give_up_after); };
  choice.most_connections = most_connections;
  choice.sweep_interval = std::chrono::milliseconds{100};
  return choice;
#else
  throw Error(ErrorKind::invalid,
              "this perfq was built without PostgreSQL: build it with -DPERFQ_POSTGRES=ON");
#endif
}

}  // namespace

DatabaseChoice choose_database(const std::string& url, Durability durability,
                               microseconds give_up_after) {
  const Location location = parse_location(url);
  DatabaseChoice choice = std::visit(
      [&](const auto& place) { return choose(place, durability, give_up_after); }, location);
  choice.shown = shown(location);
  return choice;
}

}  // namespace service

Queue open(const std::string& url, OpenOptions options) {
  service::DatabaseChoice choice =
      service::choose_database(url, options.durability, options.give_up_after);
  if (!options.sweep_interval) options.sweep_interval = choice.sweep_interval;
  if (options.actor.empty() && choice.migrates_itself) options.actor = service::user_at_host();
  // SQLite's now is always ours to bind.
  if (!options.clock && choice.migrates_itself) options.clock = service::system_clock();
  const bool migrates = options.migrate && choice.migrates_itself;
  auto impl = std::make_unique<Queue::Impl>(std::move(options), choice.shown, choice.connect,
                                            choice.most_connections,
                                            choice.has_watcher ? choice.connect : nullptr);
  // Not through the doors of the queue: in there each call is a transaction already.
  impl->with_connection([&](store::Database& database) {
    if (migrates) store::migrate(database);
    store::require_schema(database, choice.shown);
  });
  return Queue(std::move(impl));
}

}  // namespace perfq
