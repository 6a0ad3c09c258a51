#include "support/cli.hpp"

#include <atomic>
#include <thread>

using namespace perfq::test;

namespace {

constexpr int crowd = 16;
constexpr int rounds = 8;

struct Tally {
  std::atomic<int> faults{0};
  std::atomic<int> completed{0};
};

/// Adds, claims and completes, a process for each step.
void work(const CliStore& store, const std::string& name, Tally& tally) {
  for (int round = 0; round < rounds; ++round) {
    if (store.run("job add --queue q").exit != 0) ++tally.faults;
    const auto claimed = store.run("claim --queue q --worker " + name);
    if (claimed.exit != 0) {
      ++tally.faults;
      continue;
    }
    const auto job = Json::parse(claimed.out);
    const auto done = store.run({"complete", job.at("job").dump(), "--token", job.at("token")});
    done.exit == 0 ? ++tally.completed : ++tally.faults;
  }
}

}  // namespace

TEST_CASE_TEMPLATE("16 processes on one database: no busy answer reaches the user, nobody starves",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  Tally tally;
  {
    std::vector<std::jthread> threads;
    for (int number = 0; number < crowd; ++number)
      threads.emplace_back([&, number] { work(store, "w" + std::to_string(number), tally); });
  }
  CHECK(tally.faults == 0);
  CHECK(tally.completed == crowd * rounds);
  CHECK(store.json("job list --json --state succeeded").size() == crowd * rounds);
}

TEST_CASE("16 processes open a file that is not there yet: all of them find a queue") {
  for (int round = 0; round < 5; ++round) {
    const SqliteStore store;
    std::vector<std::unique_ptr<Process>> all;
    for (int number = 0; number < crowd; ++number)
      all.push_back(std::make_unique<Process>(store.command("job add --queue q")));
    for (const auto& process : all) CHECK(process->wait() == 0);
    CHECK(store.json("job list --json").size() == crowd);
  }
}
