#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfq::cli {

namespace {

constexpr microseconds for_ever{-1};

void add_wait_option(CLI::App& verb, std::function<void(microseconds)> set) {
  const auto read = [set = std::move(set)](const std::string& text) {
    set(text.empty() ? for_ever : read_duration(text, "--wait", true));
  };
  add_optional_value(verb, "--wait", "DURATION", read,
                     "wait where nothing is there; for ever unless said otherwise");
}

void add_queue_options(CLI::App& verb, const std::shared_ptr<ClaimOptions>& options) {
  const auto set_queue = [options](const std::string& text) {
    options->plain.queue = read_queue(text, "--queue");
    options->from_queue = true;
  };
  add_option(verb, "--queue", "Q", set_queue, "claim from a plain queue instead");
  add_name(verb, "--worker", options->plain.worker, "with --queue: who claims");
  add_names(verb, "--affinity", "A", options->plain.affinities,
            "with --queue: a label that it holds; may be given again");
}

void check_claim(const ClaimOptions& options) {
  const bool plain = options.from_queue;
  if (plain != options.collector.collector.empty()) {
    throw Error(ErrorKind::invalid,
                "give --collector-id ID, or --queue Q and --worker NAME: one of the two");
  }
  if (plain == options.plain.worker.empty()) {
    throw Error(ErrorKind::invalid, "--queue and --worker go together: give both");
  }
  if (!plain && !options.plain.affinities.empty()) {
    throw Error(ErrorKind::invalid, "--affinity goes with --queue; a collector has its sets");
  }
  if (plain && options.collector.takeover) {
    throw Error(ErrorKind::invalid, "--takeover goes with --collector-id");
  }
}

// What both ways to claim have is read into the collector's claim.
void share_options(ClaimOptions& options) {
  options.plain.max = options.collector.max;
  options.plain.wait = options.collector.wait;
  options.plain.lease = options.collector.lease;
  options.plain.version = options.collector.version;
}

void add_claim(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "claim", "Lease jobs: a JSON object a line, with its token",
                        "  perfq claim --collector-id alice --wait\n"
                        "  perfq claim --queue render --worker w1 --max 10 --lease 5m");
  const auto options = std::make_shared<ClaimOptions>();
  auto& claim = options->collector;
  add_name(verb, "--collector-id", claim.collector, "the collector that claims");
  add_queue_options(verb, options);
  add_number(verb, "--max", claim.max, Range{1, 10'000}, "at most so many; else 1");
  add_wait_option(verb, [options](microseconds wait) { options->collector.wait = wait; });
  add_duration(verb, "--lease", claim.lease, "how long a job is the claimer's; else 60s");
  add_name(verb, "--version", claim.version, "the claimer's code version");
  add_flag(verb, "--takeover", claim.takeover, "end the collector's older session at once");
  when_given(verb, [&line, options] {
    check_claim(*options);
    share_options(*options);
    line.verb = *options;
  });
}

void check_bench_next(const BenchRun& run) {
  if (run.collector.empty()) {
    throw Error(ErrorKind::invalid, "give --collector-id ID; collector add registers one");
  }
  const bool needs_command =
      run.loop || run.share_db || !run.prepare.empty() || run.time_limit.has_value();
  if (run.command.empty() && needs_command) {
    throw Error(ErrorKind::invalid,
                "--loop, --timeout, --prepare and --share-db need a command: -- CMD ARG…");
  }
}

void add_bench_next(CLI::App& app, CommandLine& line) {
  auto& verb =
      add_verb(app, "bench_next", "Claim the next job and run the command behind -- for it",
               "  perfq bench_next --collector-id alice --loop --wait -- "
               "./bench.sh {sha} {backend}");
  const auto options = std::make_shared<BenchNextOptions>();
  auto& run = options->run;
  add_name(verb, "--collector-id", run.collector, "the collector that this is");
  add_flag(verb, "--loop", run.loop, "go on until nothing is left, all its slots in use");
  add_wait_option(verb, [options](microseconds wait) { options->run.wait = wait; });
  add_duration(verb, "--lease", run.lease, "how long a job outlives this process; else 60s");
  add_duration(verb, "--timeout", run.time_limit, "stop the command then; it has failed");
  add_name(verb, "--version", run.version, "the collector's code version");
  add_flag(verb, "--takeover", run.takeover, "end the collector's older session at once");
  add_option(
      verb, "--prepare", "CMD", [options](const std::string& text) { options->run.prepare = text; },
      "run by sh once for each request, before its first job");
  add_flag(verb, "--share-db", run.share_db, "let the command have PERFQ_DB and PERFQ_TOKEN");
  when_given(verb, [&line, options] { line.verb = *options; });
}

}  // namespace

void finish_bench_next(BenchNextOptions& options, std::vector<std::string> command) {
  options.run.command = std::move(command);
  check_bench_next(options.run);
}

void add_claim_verbs(CLI::App& app, CommandLine& line) {
  add_claim(app, line);
  add_bench_next(app, line);
}

}  // namespace perfq::cli
