#include "fleet/read_history.hpp"
#include "soak/crew.hpp"
#include "soak/operators.hpp"
#include "soak/trouble.hpp"
#include "support/number_in_environment.hpp"
#include "support/tally.hpp"

#include <fcntl.h>
#include <random>
#include <set>
#include <thread>
#include <unistd.h>

using namespace perfq::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int max_attempts = 5;
constexpr int collectors = 3;
constexpr const char* lease_ms = "1500";
constexpr int longer_than_a_lease_ms = 2500;

/// What submitters were told, kept through their deaths.
class Acknowledged {
 public:
  Acknowledged() : file_(::open(path().c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600)) {}

  ~Acknowledged() { ::close(file_); }

  Acknowledged(const Acknowledged&) = delete;
  Acknowledged& operator=(const Acknowledged&) = delete;

  int descriptor() const { return file_; }

  std::vector<std::string> jobs() const { return lines_of(read_file(path())); }

 private:
  std::string path() const { return folder_.path("acknowledged"); }

  TemporaryFolder folder_;
  int file_;
};

Command collector(const CliStore& store, const std::string& url, const std::string& name) {
  Command command = store.command(
      {"bench_next", "--collector-id", name, "--loop", "--wait", "--lease", "2", "--", "sh", "-c",
       R"(echo '{"step":"a","state":"done"}' >"$PERFQ_STEPS"; sleep 0.0$(({job} % 10)))"});
  command.env["PERFQ_DB"] = url;
  return command;
}

Crew sign_on_workers(const CliStore& store, const std::string& url) {
  Crew crew;
  for (int which = 0; which < collectors; ++which)
    crew.add(
        [&store, url, name = collector_name(which)](int) { return collector(store, url, name); });
  for (int which = 0; which < 3; ++which)
    crew.add([url](int number) {
      return Command{
          {PERFQ_TEST_SOAK_WORKER, url, "farm", "w" + std::to_string(number), "3", lease_ms}};
    });
  return crew;
}

Crew sign_on_submitters(const std::string& url, const Acknowledged& told, std::uint64_t seed) {
  Crew crew;
  for (int which = 0; which < 2; ++which)
    crew.add([url, seed, out = told.descriptor()](int number) {
      return Command{.words = {PERFQ_TEST_SOAK_SUBMITTER, url, "farm",
                               std::to_string(seed + static_cast<std::uint64_t>(number))},
                     .out = out};
    });
  return crew;
}

/// S10: what was submitted is queued, runs or has ended, at any moment.
template <class Store>
void check_sums(const Store& store) {
  const auto differ = store.sql(
      "SELECT (e.made - j.made) || ' ' || (e.ended - e.again - j.ended) FROM "
      "(SELECT coalesce(sum(CASE WHEN type = 'job.queued' THEN 1 END), 0) AS made,"
      " coalesce(sum(CASE WHEN type IN ('job.succeeded', 'job.failed', 'job.cancelled')"
      " THEN 1 END), 0) AS ended,"
      " coalesce(sum(CASE WHEN type = 'job.retried' AND lease IS NULL THEN 1 END), 0)"
      " AS again FROM " +
      store.table("event") +
      ") e, (SELECT count(*) AS made,"
      " coalesce(sum(CASE WHEN state NOT IN ('queued', 'running') THEN 1 END), 0) AS ended FROM " +
      store.table("job") + ") j");
  CHECK(differ == "0 0\n");
}

void befall(Crew& crew, SeededRandom& random) {
  const int part = random.below(10);
  if (part < 5) return crew.kill_one(random);
  if (part < 7) return crew.replace_one(random);
  crew.suspend_one(random, milliseconds{random.below(2 * longer_than_a_lease_ms)});
}

/// Whether all has ended; what waits for its run_at is waited for.
bool is_done(const CliStore& store) {
  const Json queue = store.json("status --json --limit 1").at("queue");
  return queue.at("queued") == 0 && queue.at("running") == 0;
}

std::set<std::string> all_jobs(const CliStore& store) {
  std::set<std::string> all;
  for (const Json& job : store.json("job list --json --limit 1000000"))
    all.insert(job.at("job").dump());
  return all;
}

}  // namespace

// S10 breaks with migrations/sqlite/0001_queue.sql:
//   s/THEN 'job.' || NEW.state/THEN 'job.' || OLD.state/
TEST_CASE_TEMPLATE("everything at once: kills, stops, a database that comes and goes", Store,
                   PERFQ_BOTH_STORES) {
  const std::uint64_t seed = number_in_environment("PERFQ_SEED", std::random_device{}());
  const std::chrono::seconds time{number_in_environment("PERFQ_SOAK_SECONDS", 30)};
  MESSAGE("PERFQ_SEED=" << seed << " draws the same troubles");
  SeededRandom random(seed);
  const Store store;
  auto trouble = trouble_of(store);
  Operators operators(store, collectors, max_attempts);
  const Acknowledged told;
  Crew workers = sign_on_workers(store, trouble.url());
  Crew submitters = sign_on_submitters(trouble.url(), told, seed);

  const auto until = steady_clock::now() + time;
  while (steady_clock::now() < until) {
    const int part = random.below(10);
    if (part < 2) trouble.strike(random);
    if (part < 4) operators.do_something(random);
    if (part >= 4) trouble.calm();
    if (part >= 4 && part < 9) befall(workers, random);
    if (part == 9) befall(submitters, random);
    workers.follow_the_ended();
    submitters.follow_the_ended();
    check_sums(store);
    std::this_thread::sleep_for(milliseconds{random.below(100)});  // troubles come when they come
  }
  trouble.calm();
  submitters.end();
  operators.let_all_go_on();
  CHECK(soon(
      [&] {
        workers.follow_the_ended();
        return is_done(store);
      },
      2 * forever));
  workers.end();

  const History history = read_history(store, max_attempts);
  CHECK(in_lines(faults_in(history)) == "");
  CHECK(history.jobs_not_ended == 0);
  const auto jobs = all_jobs(store);
  const auto acknowledged = told.jobs();
  for (const std::string& job : acknowledged) CHECK_MESSAGE(jobs.contains(job), job << " is lost");
  for (const std::string& request : operators.requests())
    CHECK(store.run("status --json " + request) == 0);
  for (const Crew* crew : {&workers, &submitters}) CHECK(in_lines(crew->faults()) == "");
  CHECK(store.run("doctor") == 0);
  MESSAGE(jobs.size() << " jobs, " << history.leases.size() << " attempts, " << workers.told()
                      << "; " << trouble.told());
}
