#include "support/cli.hpp"
#include "support/number_in_environment.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>

using namespace perfq::test;

namespace {

void restart_server() {
  const char* control = std::getenv("PERFQ_TEST_PGCTL");
  REQUIRE_MESSAGE(control != nullptr, "PERFQ_TEST_PGCTL is not set: run it by tests/run.sh");
  REQUIRE(run({{control, "restart", "-m", "immediate"}}) == 0);
}

Words loop(const std::string& collector, const std::string& file) {
  return {"bench_next",
          "--collector-id",
          collector,
          "--loop",
          "--wait",
          "--lease",
          "5",
          "--",
          "sh",
          "-c",
          "echo {job} >> " + file + "; sleep 0.05"};
}

/// Enqueues until it is told to stop; only what was acknowledged counts.
std::vector<std::string> enqueue_until(const CliStore& store, const std::stop_token& stop) {
  std::vector<std::string> acknowledged;
  for (int number = 1000; !stop.stop_requested(); ++number) {
    const auto sha = "abcdef" + std::to_string(number);
    if (store.run("enqueue " + sha).exit == 0) acknowledged.push_back(sha);
  }
  return acknowledged;
}

std::size_t lines_in(const std::string& file) {
  return lines_of(read_file(file)).size();
}

}  // namespace

// D1 breaks with libqueue/postgres/error.cpp:
//   s/return ErrorKind::unavailable;/return ErrorKind::storage;/
TEST_CASE(
    "PostgreSQL is restarted at once, under load: workers reconnect, nothing acknowledged is "
    "lost") {
  const PostgresStore store;
  const TemporaryFolder folder;
  const auto ran = folder.path("ran");
  store.run("collector add c1");
  store.run("collector add c2");
  Process first(store.command(loop("c1", ran)));
  Process second(store.command(loop("c2", ran)));
  std::vector<std::string> acknowledged;
  {
    std::jthread enqueuing(
        [&](const std::stop_token& stop) { acknowledged = enqueue_until(store, stop); });
    for (auto left = number_in_environment("PERFQ_RESTARTS", 10); left > 0; --left) {
      const auto before = lines_in(ran);
      REQUIRE(soon([&] { return lines_in(ran) > before + 3; }));
      restart_server();
    }
    const auto before = lines_in(ran);
    CHECK(soon([&] { return lines_in(ran) > before + 10; }));
  }

  CHECK(acknowledged.size() > 10);
  for (const auto& sha : acknowledged) {
    CAPTURE(sha);
    CHECK(store.run("wait --timeout 60 " + sha) == 0);
  }
  for (Process* process : {&first, &second}) {
    process->signal(SIGTERM);
    CHECK(process->wait() == 0);
  }
  std::size_t attempts = 0;
  for (const auto& job : store.json("job list --json --limit 100000")) {
    const auto outcomes = store.outcomes(job.at("job"));
    CHECK(std::count(outcomes.begin(), outcomes.end(), "succeeded") == 1);
    attempts += outcomes.size();
  }
  CHECK(lines_in(ran) <= attempts);
  CHECK(store.run("doctor") == 0);
}
