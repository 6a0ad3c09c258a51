// perfq-bench WORKLOAD: how fast the queue is, on a database that it makes and removes.
#include "bench/in_child.hpp"
#include "bench/workloads.hpp"

#include <perfq/error.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <unistd.h>

namespace {

using namespace perfq;
using namespace perfq::bench;

const std::map<std::string, Report (*)(Place&, const Options&)> workloads = {
    {"enqueue", enqueue}, {"drain", drain},   {"steady", steady},
    {"latency", latency}, {"status", status}, {"idle", idle},
};

/// Which workloads heed an option that the others would pass over in silence.
const std::map<std::string, std::vector<std::string>> heeded_by = {
    {"--jobs", {"enqueue", "drain", "latency"}},
    {"--workers", {"enqueue", "drain", "steady", "status", "idle"}},
    {"--processes", {"enqueue", "drain", "steady", "status"}},
    {"--batch", {"enqueue", "drain"}},
    {"--blocked", {"drain"}},
    {"--behind", {"drain"}},
    {"--seconds", {"steady", "idle"}},
    {"--polling", {"latency"}},
    {"--requests", {"status"}},
    {"--collectors", {"status"}},
};

void declare(CLI::App& app, Options& options, bool& json) {
  app.add_option("WORKLOAD", options.workload, "enqueue, drain, steady, latency, status or idle")
      ->required()
      ->check(CLI::IsMember(workloads));
  app.add_option("--db", options.url, "a server's database, or an SQLite file that is not there")
      ->capture_default_str();
  app.add_option("--jobs", options.jobs, "enqueue, drain, latency: how many")
      ->check(CLI::PositiveNumber);
  app.add_option("--workers", options.workers, "threads of one process")->check(CLI::Range(1, 256));
  app.add_flag("--processes", options.processes, "each worker is a process of its own");
  app.add_option("--batch", options.batch, "enqueue, drain: jobs a call")
      ->check(CLI::Range(1, 10'000));
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

void refuse_unheeded(const CLI::App& app, const std::string& workload) {
  for (const auto& [option, heeding] : heeded_by)
    if (app.count(option) > 0 &&
        std::find(heeding.begin(), heeding.end(), workload) == heeding.end())
      throw std::runtime_error(fmt::format("{} means nothing to {}: leave it out, or measure {}",
                                           option, workload, fmt::join(heeding, " or ")));
}

void run(Place& place, const Options& options, bool json) {
  if (options.durability == Durability::normal && place.database() != "sqlite")
    throw std::runtime_error(
        "--durability normal takes an SQLite file as --db: leave it out, a server has its own");
  if (options.history > 0) {
    add_history(place, options.history);
    place.settle();
  }
  const auto held = options.hold_snapshot ? place.hold_snapshot() : nullptr;
  Report report = workloads.at(options.workload)(place, options);
  report.workload = options.workload;
  report.database = place.database();
  std::cout << (json ? to_json(report, options) : to_text(report, options)) << '\n';
}

int told(const std::function<int()>& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    std::cerr << "perfq-bench: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace

int main(int count, char** words) {
  Options options;
  options.url = "sqlite:perfq-bench-" + std::to_string(getpid()) + ".db";
  bool json = false;
  CLI::App app{"Measures perfq: a benchmark of the queue itself"};
  declare(app, options, json);
  CLI11_PARSE(app, count, words);
  hold_back_signals();
  return told([&] {
    refuse_unheeded(app, options.workload);
    const auto place = make_place(options.url);
    return in_child([&] {
      return told([&] {
        run(*place, options, json);
        return 0;
      });
    });
  });
}
