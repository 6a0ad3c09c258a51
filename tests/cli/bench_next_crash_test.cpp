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

// Q6 breaks with libqueue/queries/common/jobs.sql:
//   /name: expire_leases/,/;/ s/lease_expires_at_us = {now}, //
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

TEST_CASE_TEMPLATE("kill -9 of a collector: what its child left behind is ended before it claims",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  const std::string tell_files = "dirname $PERFQ_STEPS > " + folder.path("files") + "; ";
  Process first(store.command(bench(tell_files + endless(folder))));
  pid_soon(folder.path("pid"));
  const auto helper = pid_soon(folder.path("helper"));
  kill_hard(first);
  const auto files = read_file(folder.path("files"));
  CHECK(std::filesystem::exists(files.substr(0, files.find('\n'))));
  const auto about = "/proc/" + std::to_string(helper) + "/stat";
  CHECK(store.run(bench("! [ -e " + about + " ] || grep -q ') Z ' " + about)) == 0);
  CHECK_FALSE(std::filesystem::exists(files.substr(0, files.find('\n'))));
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

TEST_CASE_TEMPLATE(
    "kill -9 again and again: after its attempts the job has failed, with all of them", Store,
    PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --max-attempts 2");
  store.run("enqueue bbbbbbb2");
  for (int time = 0; time < 2; ++time) {
    const TemporaryFolder folder;
    Process running(store.command(bench(endless(folder), {"--version", "v7", "--lease", "1"})));
    pid_soon(folder.path("pid"));
    kill_hard(running);
  }
  CHECK(store.run(bench("[ $PERFQ_SHA = bbbbbbb2 ]", {"--wait", "30"})) == 0);
  CHECK(soon([&] {
    store.run("claim --collector-id c1");
    return store.job(1).at("state") == "failed";
  }));
  const auto job = store.job(1);
  CHECK(store.outcomes(1) == std::vector<Json>{"lost", "lost"});
  CHECK(job.at("attempts")[1].at("version") == "v7");
  CHECK(job.at("attempts")[1].at("session") != job.at("attempts")[0].at("session"));
}

// Q8 breaks with libqueue/service/child/supervision.cpp:
//   s/heartbeat_.lost() || now >= heartbeat_.lease_end()/false/
TEST_CASE_TEMPLATE(
    "stopped beyond its lease, the job re-run: resumed, its child is stopped and its "
    "result refused",
    Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("collector add c2");
  store.run("enqueue aaaaaaa1");
  const auto stubborn = "trap 'echo 1 > $PERFQ_RESULT; exit 0' TERM; echo $$ > " +
                        folder.path("pid") + "; while :; do sleep 0.02; done";
  Process first(store.command(bench(stubborn, {"--lease", "1"})));
  const auto child = pid_soon(folder.path("pid"));
  first.suspend();
  const auto taken = store.json("claim --collector-id c2 --wait 30");
  CHECK(taken.at("attempt") == 2);

  first.signal(SIGCONT);
  const auto ended = first.wait();
  CHECK(ended == 4);
  CHECK(lines_of(ended.err).back().starts_with("perfq: "));
  CHECK(is_gone_soon(child));
  CHECK(store.job(1).at("state") == "running");
  CHECK(store.run({"complete", "1", "--token", taken.at("token"), "--result", "2"}) == 0);
  CHECK(store.job(1).at("result") == 2);
  CHECK(store.outcomes(1) == std::vector<Json>{"lost", "succeeded"});
}
