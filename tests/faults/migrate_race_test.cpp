#include "support/cli.hpp"
#include "support/seeded_random.hpp"

#include <csignal>
#include <random>
#include <thread>

using namespace perfq::test;

namespace {

bool is_served(const CliStore& store) {
  return store.run("job add --queue q") == 0 && store.run("doctor") == 0 &&
         store.run("migrate --check") == 0;
}

/// Kills it somewhere between its start and its end.
void kill_midway(const CliStore& store, SeededRandom& random) {
  Process migrating(store.command("migrate"));
  std::this_thread::sleep_for(std::chrono::microseconds{random.below(120'000)});
  migrating.signal(SIGKILL);
  migrating.wait();
}

}  // namespace

TEST_CASE("two programs migrate at once: one does, the other waits") {
  for (int round = 0; round < 10; ++round) {
    const PostgresSchema postgres;
    const SqliteStore sqlite;
    for (const CliStore* store : std::initializer_list<const CliStore*>{&postgres, &sqlite}) {
      Process first(store->command("migrate"));
      Process second(store->command("migrate"));
      CHECK(first.wait() == 0);
      CHECK(second.wait() == 0);
      CHECK(is_served(*store));
    }
  }
}

TEST_CASE("a migration that is killed midway leaves nothing half done, and the next one does it") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  SeededRandom random(seed);
  for (int round = 0; round < 12; ++round) {
    const PostgresSchema postgres;
    const SqliteStore sqlite;
    for (const CliStore* store : std::initializer_list<const CliStore*>{&postgres, &sqlite}) {
      kill_midway(*store, random);
      const auto check = store->run("migrate --check");
      INFO(check.err);
      CHECK((check.exit == 0 || check.exit == 7));
      CHECK(store->run("migrate") == 0);
      CHECK(is_served(*store));
    }
  }
}
