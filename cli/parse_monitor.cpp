#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfq::cli {

namespace {

constexpr Range any_workers{0, 1'000'000};
constexpr Range any_slots_per_worker{1, 10'000};
constexpr Range any_port{0, 65'535};

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

void set_address(ServeOptions& options, const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) refuse("--listen", text, "is not HOST:PORT");
  options.port = static_cast<int>(read_number(text.substr(colon + 1), "--listen", any_port));
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  options.host = read_name(host, "--listen");
}

void add_serve(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "serve", "Metrics, status and health over HTTP, to be read only",
                        "  perfq serve --listen 0.0.0.0:9464 &\n"
                        "  curl http://localhost:9464/metrics");
  const auto options = std::make_shared<ServeOptions>();
  add_option(
      verb, "--listen", "HOST:PORT",
      [options](const std::string& text) { set_address(*options, text); },
      "else 127.0.0.1:9464; port 0: any that is free");
  when_given(verb, [&line, options] { line.verb = *options; });
}

}  // namespace

void add_monitor_verbs(CLI::App& app, CommandLine& line) {
  add_autoscale(app, line);
  add_metrics(app, line);
  add_serve(app, line);
}

}  // namespace perfq::cli
