#include "metrics.hpp"

#include <fmt/format.h>

namespace perfq::cli {

namespace {

void collect(const Json& value, const std::string& path, std::vector<Metric>& metrics) {
  if (value.is_number()) metrics.push_back({path, value});
  if (!value.is_structured()) return;
  const auto prefix = path.empty() ? path : path + ".";
  // Of an array the keys are its indices.
  for (const auto& [key, inner] : value.items()) collect(inner, prefix + key, metrics);
}

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string{"\"\""} : std::string{c};
  return text + "\"";
}

std::string beginning_of(const ResultRow& row) {
  const auto& bench = row.bench;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},", quoted(row.sha), quoted(bench.kind),
                     quoted(bench.target), quoted(bench.backend), quoted(bench.profile), bench.set,
                     row.job, to_text(row.state), quoted(row.collector), row.attempts);
}

}  // namespace

std::vector<Metric> metrics_of(const std::string& result_json) {
  std::vector<Metric> metrics;
  collect(value_of(result_json), "", metrics);
  return metrics;
}

std::string results_csv(const std::vector<ResultRow>& rows) {
  std::string text =
      "sha,kind,target,backend,profile,set,job,state,collector,attempts,metric,value\n";
  for (const auto& row : rows) {
    const auto beginning = beginning_of(row);
    const auto metrics = metrics_of(row.result_json);
    if (metrics.empty()) text += beginning + ",\n";
    for (const auto& metric : metrics) {
      text += beginning + quoted(metric.path) + "," + metric.value.dump() + "\n";
    }
  }
  return text;
}

}  // namespace perfq::cli
