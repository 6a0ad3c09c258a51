#include "support/cli.hpp"
#include "support/seeded_random.hpp"

#include <algorithm>
#include <csignal>
#include <map>
#include <random>
#include <set>
#include <thread>

using namespace perfq::test;

namespace {

constexpr int kills = 60;  // by each of two threads
constexpr int killed_batch = 20;

/// What was acknowledged, as far as anybody heard it.
struct Ledger {
  std::set<std::int64_t> added;
  std::set<std::int64_t> completed;
  std::map<std::int64_t, std::string> tokens;

  void merge(const Ledger& other) {
    added.insert(other.added.begin(), other.added.end());
    completed.insert(other.completed.begin(), other.completed.end());
  }
};

/// Kills commands at any point of their lives.
struct Killer {
  Finished run(const Command& command) {
    Process process(command);
    std::this_thread::sleep_for(std::chrono::microseconds{random.below(longest_us)});
    process.signal(SIGKILL);
    return process.wait();
  }

  SeededRandom random;
  int longest_us;
};

/// Half as long again as a command takes here that is left alone.
int longest_life_us(const CliStore& store) {
  const auto start = std::chrono::steady_clock::now();
  store.run("claim --queue q --worker nobody");
  const auto took = std::chrono::steady_clock::now() - start;
  return static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()) * 3 /
         2;
}

void add(const CliStore& store, Killer& killer, Ledger& ledger, const std::string& kind) {
  std::string lines;
  for (int number = 0; number < killed_batch; ++number) lines += "{}\n";
  const auto killed = killer.run(
      store.command("job add --json --queue q --from - --max-attempts 1000 --kind " + kind, lines));
  // A last line may have been cut off; what is printed was acknowledged, behind a commit.
  for (const auto& line : lines_of(killed.out))
    if (line.ends_with('}')) ledger.added.insert(Json::parse(line).at("job").get<std::int64_t>());
}

void claim(const CliStore& store, Killer& killer, Ledger& ledger, const std::string& worker) {
  const auto killed =
      killer.run(store.command("claim --queue q --max 5 --lease 1 --worker " + worker));
  for (const auto& line : lines_of(killed.out)) {
    if (!line.ends_with('}')) continue;
    const auto job = Json::parse(line);
    ledger.tokens[job.at("job").get<std::int64_t>()] = job.at("token").get<std::string>();
  }
}

void complete(const CliStore& store, Killer& killer, Ledger& ledger) {
  if (ledger.tokens.empty()) return;
  const auto [job, token] = *ledger.tokens.begin();
  ledger.tokens.erase(job);
  const auto killed =
      killer.run(store.command({"complete", std::to_string(job), "--token", token, "--json"}));
  if (killed.out.ends_with("}\n")) ledger.completed.insert(job);
}

Ledger work(const CliStore& store, const std::string& name, std::uint64_t seed) {
  Killer killer{SeededRandom(seed), longest_life_us(store)};
  Ledger ledger;
  for (int round = 0; round < kills; ++round) {
    const int what = killer.random.below(3);
    if (what == 0) add(store, killer, ledger, name + "-" + std::to_string(round));
    if (what == 1) claim(store, killer, ledger, name);
    if (what == 2) complete(store, killer, ledger);
  }
  return ledger;
}

Ledger work_in_two_threads(const CliStore& store, std::uint64_t seed) {
  Ledger one;
  Ledger other;
  {
    const std::jthread first([&] { one = work(store, "a", seed); });
    const std::jthread second([&] { other = work(store, "b", seed + 1); });
  }
  one.merge(other);
  return one;
}

}  // namespace

// D7 breaks with libqueue/service/queue_impl.cpp:
//   s/^    store::Transaction transaction.*;//; s/^    transaction.commit();//
TEST_CASE_TEMPLATE("kill -9 at any point loses nothing acknowledged and leaves nothing half done",
                   Store, PERFQ_BOTH_STORES) {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  const Store store;
  store.run("status");
  const auto ledger = work_in_two_threads(store, seed);

  CHECK(store.run("doctor") == 0);
  std::map<std::string, int> of_kind;
  std::set<std::int64_t> there;
  std::set<std::int64_t> succeeded;
  for (const auto& job : store.json("job list --json --limit 1000000")) {
    ++of_kind[job.at("kind")];
    const std::int64_t id = job.at("job");
    there.insert(id);
    if (job.at("state") == "succeeded") succeeded.insert(id);
  }
  for (const auto& [kind, count] : of_kind) CHECK(count == killed_batch);
  CHECK(ledger.added.size() > 0);
  CHECK(std::includes(there.begin(), there.end(), ledger.added.begin(), ledger.added.end()));
  CHECK(std::includes(succeeded.begin(), succeeded.end(), ledger.completed.begin(),
                      ledger.completed.end()));
}
