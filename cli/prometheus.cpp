#include "prometheus.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <variant>

namespace perfq::cli {

namespace {

struct Sample {
  std::string label_value;
  std::variant<std::int64_t, double> value;
};

struct Family {
  std::string_view name;
  std::string_view type;
  std::string_view help;
  std::string_view label;  ///< of its samples; empty: there is one, without
  std::vector<Sample> samples;
};

using Families = std::vector<Family>;

template <class State>
Family by_state(std::string_view name, std::string_view help,
                const std::map<State, std::int64_t>& counts) {
  Family family{name, "gauge", help, "state", {}};
  for (const auto& [state, count] : counts)
    family.samples.push_back({std::string{to_text(state)}, count});
  return family;
}

void add_queue(Families& families, const Metrics& metrics) {
  families.push_back(by_state("perfq_jobs", "Jobs that were not pruned, by state.", metrics.jobs));
  families.push_back({"perfq_jobs_delayed",
                      "gauge",
                      "Queued jobs that are not due yet.",
                      {},
                      {{{}, metrics.delayed}}});
  families.push_back({"perfq_leases_expired",
                      "gauge",
                      "Leases that ran out and whose job nobody took over yet.",
                      {},
                      {{{}, metrics.expired_leases}}});
  families.push_back({"perfq_oldest_queued_age_seconds",
                      "gauge",
                      "For how long the oldest job that is due has waited; 0 where none waits.",
                      {},
                      {{{}, metrics.oldest_queued_s.value_or(0)}}});
}

void add_targets(Families& families, const std::vector<Demand>& targets) {
  struct Column {
    std::string_view name;
    std::int64_t Demand::*value;
    std::string_view help;
  };

  constexpr std::array columns{
      Column{"perfq_target_demand_jobs", &Demand::demand,
             "Jobs that run and jobs that are queued, without the unplaceable, by target."},
      Column{"perfq_target_queued_jobs", &Demand::queued, "Queued jobs, by target."},
      Column{"perfq_target_running_jobs", &Demand::running, "Running jobs, by target."},
      Column{"perfq_target_unplaceable_jobs", &Demand::unplaceable,
             "Queued jobs that no worker of the target could take, by target."},
      Column{"perfq_target_live_slots", &Demand::live_slots,
             "Slots of collectors that can be counted on, by target."},
      Column{"perfq_target_draining_slots", &Demand::draining_slots,
             "Slots of collectors that finish what they run, by target."}};
  for (const auto& [name, value, help] : columns) {
    Family family{name, "gauge", help, "target", {}};
    for (const auto& target : targets) family.samples.push_back({target.target, target.*value});
    families.push_back(std::move(family));
  }
}

void add_collectors(Families& families, const std::vector<Collector>& collectors) {
  Family succeeded{"perfq_collector_jobs_succeeded_total",
                   "counter",
                   "Jobs that succeeded on a collector.",
                   "collector",
                   {}};
  Family failed{"perfq_collector_jobs_failed_total",
                "counter",
                "Jobs that failed for good on a collector.",
                "collector",
                {}};
  for (const auto& collector : collectors) {
    succeeded.samples.push_back({collector.id, collector.done});
    failed.samples.push_back({collector.id, collector.failed});
  }
  families.push_back(std::move(succeeded));
  families.push_back(std::move(failed));
}

Families families_of(const Metrics& metrics) {
  Families families;
  add_queue(families, metrics);
  families.push_back(
      by_state("perfq_requests", "Requests that were not pruned, by state.", metrics.requests));
  families.push_back(
      by_state("perfq_collectors", "Registered collectors, by state.", metrics.collectors));
  add_targets(families, metrics.targets);
  add_collectors(families, metrics.by_collector);
  return families;
}

std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    text += c == '\n' ? "\\n" : std::string{c};
  }
  return text;
}

std::string label_text(const Family& family, const Sample& sample) {
  if (family.label.empty()) return {};
  return fmt::format("{{{}=\"{}\"}}", family.label, escaped(sample.label_value));
}

}  // namespace

std::string prometheus_text(const Metrics& metrics) {
  std::string text;
  for (const Family& family : families_of(metrics)) {
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", family.name, family.help, family.type);
    for (const Sample& sample : family.samples) {
      text += fmt::format("{}{} ", family.name, label_text(family, sample));
      std::visit([&](auto value) { text += fmt::format("{}\n", value); }, sample.value);
    }
  }
  return text;
}

Json prometheus_json(const Metrics& metrics) {
  Json json = Json::object();
  for (const Family& family : families_of(metrics)) {
    auto& samples = json[std::string{family.name}] = Json::array();
    for (const Sample& sample : family.samples) {
      Json entry = Json::object();
      if (!family.label.empty()) entry[std::string{family.label}] = sample.label_value;
      std::visit([&](auto value) { entry["value"] = value; }, sample.value);
      samples.push_back(std::move(entry));
    }
  }
  return json;
}

}  // namespace perfq::cli
