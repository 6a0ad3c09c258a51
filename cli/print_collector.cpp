#include "facts.hpp"
#include "print.hpp"
#include "table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perfq::cli {

namespace {

std::string running_on(const Collector& collector) {
  std::string text;
  for (const auto& running : collector.running) {
    if (!text.empty()) text += "; ";
    text += fmt::format("job {} {}", running.job, short_sha(running.sha));
    if (running.attempt > 1) text += fmt::format(" try {}", running.attempt);
    if (!running.step.empty()) text += " " + running.step;
    if (running.steps_total > 0) {
      text += fmt::format(" {}/{}", running.steps_done, running.steps_total);
    }
  }
  return text;
}

std::string sets_of(const Collector& collector) {
  return collector.sets.empty() ? "all" : fmt::format("{}", fmt::join(collector.sets, ","));
}

std::string labels_of(const Collector& collector) {
  std::string text;
  for (const auto& [key, value] : collector.labels) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key, value);
  }
  return text;
}

std::string seen(const Collector& collector, Timestamp now) {
  return collector.last_seen_at ? age(*collector.last_seen_at, now) + " ago" : "never";
}

}  // namespace

std::string print_collectors(const std::vector<Collector>& collectors, Timestamp now,
                             const Terminal& terminal) {
  Table table{{{"COLLECTOR", false, narrow},
               {"STATE"},
               {"TARGET", false, narrow},
               {"SETS"},
               {"SLOTS", true},
               {"VERSION", false, narrow},
               {"DONE", true},
               {"FAILED", true},
               {"SEEN"},
               {"RUNS", false, narrow}}};
  for (const auto& collector : collectors) {
    table.add({{collector.id, Colour::bold},
               {std::string{to_text(collector.state)}, colour_of(collector.state)},
               {collector.target},
               {sets_of(collector)},
               {std::to_string(collector.slots)},
               {collector.version},
               {std::to_string(collector.done)},
               {std::to_string(collector.failed)},
               {seen(collector, now), Colour::dim},
               {running_on(collector)}});
  }
  return table.text(terminal);
}

std::string print_collector(const Collector& collector, Timestamp now, const Terminal& terminal) {
  const auto average = collector.average_job_s;
  Facts facts;
  facts.add("collector", {collector.id, Colour::bold});
  facts.add("state", {std::string{to_text(collector.state)}, colour_of(collector.state)});
  facts.add("target", {collector.target});
  facts.add("sets", {sets_of(collector)});
  facts.add("slots", {std::to_string(collector.slots)});
  facts.add("labels", {labels_of(collector)});
  facts.add("role", {collector.role});
  facts.add("version", {collector.version});
  facts.add("seen", {seen(collector, now)});
  facts.add("session", {collector.session});
  facts.add("done", {fmt::format("{}, {} failed", collector.done, collector.failed)});
  facts.add("average", {average ? fmt::format("{:.1f} s a job", *average) : ""});
  facts.add("runs", {running_on(collector)});
  return facts.text(terminal);
}

}  // namespace perfq::cli
