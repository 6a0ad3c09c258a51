// perfq-bench WORKLOAD: how fast the queue is, on a database that it makes and removes.
#include "bench/workloads.hpp"

#include <perfq/error.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <unistd.h>

namespace {

using namespace perfq;
using namespace perfq::bench;

const std::map<std::string, Report (*)(Place&, const Options&)> workloads = {
    {"enqueue", enqueue}, {"drain", drain},   {"steady", steady},
    {"latency", latency}, {"status", status}, {"idle", idle},
};

void declare(CLI::App& app, Options& options, bool& json) {
  app.add_option("WORKLOAD", options.workload, "enqueue, drain, steady, latency, status or idle")
      ->required()
      ->check(CLI::IsMember(workloads));
  app.add_option("--db", options.url, "a server's database, or an SQLite file that is not there")
      ->capture_default_str();
  app.add_option("--jobs", options.jobs, "how many")->check(CLI::PositiveNumber);
  app.add_option("--workers", options.workers, "threads of one process")->check(CLI::Range(1, 256));
  app.add_flag("--processes", options.processes, "each worker is a process of its own");
  app.add_option("--batch", options.batch, "jobs a call")->check(CLI::Range(1, 10'000));
  app.add_option("--history", options.history, "so many finished jobs stand there first")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--blocked", options.blocked, "drain: so many that no worker may claim come first")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--behind", options.behind, "drain: so many more come last and are left there")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--hold-snapshot", options.hold_snapshot, "another transaction stays open");
  app.add_option("--seconds", options.seconds, "steady, idle: how long")
      ->check(CLI::Range(1, 3'600));
  app.add_flag("--polling", options.polling,
               "latency on a server: nobody is told of a job, one each 730 ms");
  const std::map<std::string, Durability> durabilities = {{"full", Durability::full},
                                                          {"normal", Durability::normal}};
  app.add_option("--durability", options.durability, "SQLite: full or normal")
      ->transform(CLI::CheckedTransformer(durabilities));
  app.add_option("--requests", options.requests, "status: of 12 jobs each")
      ->check(CLI::PositiveNumber);
  app.add_option("--collectors", options.collectors, "status: how many")
      ->check(CLI::PositiveNumber);
  app.add_flag("--json", json, "one object instead of a line");
}

void run(const Options& options, bool json) {
  const auto place = make_place(options.url);
  if (options.history > 0) {
    add_history(*place, options.history);
    place->settle();
  }
  const auto held = options.hold_snapshot ? place->hold_snapshot() : nullptr;
  Report report = workloads.at(options.workload)(*place, options);
  report.workload = options.workload;
  report.database = place->database();
  std::cout << (json ? to_json(report, options) : to_text(report, options)) << '\n';
}

}  // namespace

int main(int count, char** words) {
  Options options;
  options.url = "sqlite:perfq-bench-" + std::to_string(getpid()) + ".db";
  bool json = false;
  CLI::App app{"Measures perfq: a benchmark of the queue itself"};
  declare(app, options, json);
  CLI11_PARSE(app, count, words);
  try {
    run(options, json);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "perfq-bench: " << error.what() << '\n';
    return 1;
  }
}
