#include "support/cli.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <unistd.h>

using namespace perfq::test;

namespace {

/// A child that says who it is and then works on, as does a helper that it started.
std::string endless(const TemporaryFolder& folder) {
  return "sleep 300 & echo $! > " + folder.path("helper") + "; echo $$ > " + folder.path("pid") +
         "; exec sleep 300";
}

Words bench(const std::string& script, const std::vector<std::string>& options = {}) {
  Words words{"bench_next", "--collector-id", "c1"};
  words.all.insert(words.all.end(), options.begin(), options.end());
  words.all.insert(words.all.end(), {"--", "sh", "-c", script});
  return words;
}

pid_t pid_soon(const std::string& path) {
  REQUIRE(soon([&] { return read_file(path).ends_with('\n'); }));
  return std::stoi(read_file(path));
}

bool is_gone_soon(pid_t pid) {
  return soon([&] {
    const auto about = read_file("/proc/" + std::to_string(pid) + "/stat");
    return about.empty() || about.find(") Z ") != std::string::npos;
  });
}

void kill_hard(Process& process) {
  process.signal(SIGKILL);
  CHECK(process.wait().signal == SIGKILL);
}

}  // namespace

TEST_CASE_TEMPLATE("kill -9 of a collector: claimed again at once by itself, completed once", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  Process first(store.command(bench(endless(folder), {"--version", "v7"})));
  const auto child = pid_soon(folder.path("pid"));
  kill_hard(first);
  CHECK(is_gone_soon(child));

  // The lease has most of its minute left.
  CHECK(store.run(bench("echo 7 > $PERFQ_RESULT")) == 0);
  const auto job = store.job(1);
  CHECK(job.at("state") == "succeeded");
  CHECK(job.at("result") == 7);
  const auto attempts = job.at("attempts");
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].at("outcome") == "lost");
  CHECK(attempts[0].at("charged") == true);
  CHECK(attempts[0].at("worker") == "c1");
  CHECK(attempts[0].at("version") == "v7");
  CHECK(attempts[1].at("outcome") == "succeeded");
  CHECK(attempts[1].at("attempt") == 2);
  const auto types = store.event_types();
  CHECK(std::count(types.begin(), types.end(), "job.succeeded") == 1);
  CHECK(std::count(types.begin(), types.end(), "request.finished") == 1);
  CHECK(store.run("doctor") == 0);
}

TEST_CASE_TEMPLATE("kill -9 of a collector: another takes the job when the lease has run out",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("collector add c2");
  store.run("enqueue aaaaaaa1");
  Process first(store.command(bench(endless(folder), {"--lease", "1"})));
  pid_soon(folder.path("pid"));
  kill_hard(first);
  CHECK(store.run("bench_next --collector-id c2 --wait 30 -- true") == 0);
  CHECK(store.outcomes(1) == std::vector<Json>{"lost", "succeeded"});
  CHECK(store.job(1).at("attempts")[1].at("worker") == "c2");
}
