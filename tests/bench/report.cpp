#include "bench/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace perfq::bench {

namespace {

constexpr std::int64_t ten_seconds_us = 10'000'000;

double in_ms(std::int64_t us) {
  return static_cast<double>(us) / 1e3;
}

/// In ms; percentiles by the nearest rank.
struct Latency {
  explicit Latency(const std::vector<Sample>& samples) {
    std::vector<std::int64_t> all;
    for (const Sample& sample : samples) all.push_back(sample.took_us);
    if (all.empty()) return;
    std::sort(all.begin(), all.end());
    const auto at = [&](std::size_t percent) {
      return in_ms(all[(all.size() * percent + 99) / 100 - 1]);
    };
    p50 = at(50);
    p99 = at(99);
    max = at(100);
  }

  double p50 = 0;
  double p99 = 0;
  double max = 0;
};

double per_second(std::int64_t count, const Report& report) {
  return report.seconds_us == 0
             ? 0
             : static_cast<double>(count) * 1e6 / static_cast<double>(report.seconds_us);
}

double percent_of_core(std::int64_t cpu_us, const Report& report) {
  return per_second(cpu_us, report) / 1e4;
}

double transactions_per_s_each(const Report& report, const Options& options) {
  return per_second(report.idle->transactions, report) / options.workers;
}

/// Of each whole ten seconds; of a shorter run all there is.
std::vector<double> per_10s(const Report& report) {
  const auto whole =
      static_cast<std::size_t>((report.seconds_us + ten_seconds_us / 100) / ten_seconds_us);
  if (whole == 0) return {per_second(report.jobs, report)};
  std::vector<double> rates(whole);
  for (const Sample& sample : report.samples) {
    const auto place = static_cast<std::size_t>(sample.ended_us / ten_seconds_us);
    if (place < whole) rates[place] += static_cast<double>(sample.jobs) / 10;
  }
  return rates;
}

bool tells_slowest(const Report& report, const Options& options) {
  return options.workers > 1 && (report.workload == "drain" || report.workload == "steady");
}

double slowest_of_mean(const Report& report, const Options& options) {
  return static_cast<double>(report.jobs_of_slowest) * options.workers /
         static_cast<double>(report.jobs);
}

std::string idle_text(const Report& report, const Options& options) {
  std::string text =
      fmt::format("{:8} {:8} {:>6} workers {:>8.2f} s   {:.1f} % of a core here", report.workload,
                  report.database, options.workers, static_cast<double>(report.seconds_us) / 1e6,
                  percent_of_core(report.idle->client_cpu_us, report));
  if (report.database != "sqlite")
    text += fmt::format("  {:.1f} % at the server  {:.2f} transactions/s each",
                        percent_of_core(report.idle->server_cpu_us, report),
                        transactions_per_s_each(report, options));
  return text;
}

}  // namespace

std::string to_json(const Report& report, const Options& options) {
  const Latency latency(report.samples);
  nlohmann::ordered_json json = {
      {"workload", report.workload},
      {"database", report.database},
      {"jobs", report.jobs},
      {"workers", options.workers},
      {"batch", options.batch},
      {"history", options.history},
      {"seconds", static_cast<double>(report.seconds_us) / 1e6},
      {"jobs_per_s", per_second(report.jobs, report)},
      {"latency_ms", {{"p50", latency.p50}, {"p99", latency.p99}, {"max", latency.max}}},
      {"durability", options.durability == Durability::full ? "full" : "normal"}};
  if (tells_slowest(report, options)) json["slowest_of_mean"] = slowest_of_mean(report, options);
  if (report.workload == "steady") json["per_10s"] = per_10s(report);
  if (report.idle)
    json["idle"] = {{"transactions_per_s_each", transactions_per_s_each(report, options)},
                    {"server_core_percent", percent_of_core(report.idle->server_cpu_us, report)},
                    {"client_core_percent", percent_of_core(report.idle->client_cpu_us, report)}};
  return json.dump();
}

std::string to_text(const Report& report, const Options& options) {
  if (report.idle) return idle_text(report, options);
  const Latency latency(report.samples);
  std::string text = fmt::format(
      "{:8} {:8} {:>9} jobs {:>8.2f} s {:>9.0f} jobs/s   p50 {:.3f} ms  p99 {:.3f} ms  max {:.3f} "
      "ms",
      report.workload, report.database, report.jobs, static_cast<double>(report.seconds_us) / 1e6,
      per_second(report.jobs, report), latency.p50, latency.p99, latency.max);
  if (tells_slowest(report, options))
    text += fmt::format("  slowest {:.2f} of the mean", slowest_of_mean(report, options));
  if (report.workload == "steady") {
    text += "\nper 10 s";
    for (const double one : per_10s(report)) text += fmt::format(" {:.0f}", one);
  }
  if (options.durability == Durability::normal) text += "  (durability normal)";
  return text;
}

}  // namespace perfq::bench
