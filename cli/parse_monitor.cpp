#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfq::cli {

namespace {

constexpr Range any_workers{0, 1'000'000};
constexpr Range any_slots_per_worker{1, 10'000};

void add_autoscale(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "autoscale", "How many workers a target's jobs ask for",
                        "  perfq autoscale --target x86_64-linux --slots-per-worker 4 --max 16");
  const auto options = std::make_shared<AutoscaleOptions>();
  auto& scaling = options->scaling;
  add_name(verb, "--target", options->target, "what the workers benchmark");
  add_number(verb, "--slots-per-worker", scaling.slots_per_worker, any_slots_per_worker,
             "jobs at once of a worker; else 1");
  add_number(verb, "--min", scaling.min, any_workers, "never fewer workers; else 0");
  add_number(verb, "--max", scaling.max, any_workers, "never more workers");
  when_given(verb, [&line, options] {
    if (options->target.empty()) throw Error(ErrorKind::invalid, "--target is missing");
    const auto& [slots, least, most] = options->scaling;
    if (most && *most < least) throw Error(ErrorKind::invalid, "--max is below --min");
    line.verb = *options;
  });
}

void add_metrics(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "metrics", "Numbers for Prometheus, in its text format",
                        "  perfq metrics > /var/lib/node_exporter/perfq.prom");
  when_given(verb, [&line] { line.verb = MetricsOptions{}; });
}

}  // namespace

void add_monitor_verbs(CLI::App& app, CommandLine& line) {
  add_autoscale(app, line);
  add_metrics(app, line);
}

}  // namespace perfq::cli
