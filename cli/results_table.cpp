#include "results_table.hpp"

#include "metrics.hpp"
#include "print.hpp"
#include "table.hpp"

#include <fmt/format.h>

#include <map>
#include <tuple>

namespace perfq::cli {

namespace {

/// What makes two numbers comparable.
using Key = std::tuple<std::string, std::string, std::string, std::string, int, std::string>;

Key key_of(const BenchJob& bench, const std::string& metric) {
  return {bench.kind, bench.target, bench.backend, bench.profile, bench.set, metric};
}

struct Comparison {
  BenchJob bench;
  std::string metric;
  std::string state;  ///< in place of a number that is not there
  Json first;
  Json second;
};

/// In the order of the first request, then what only the second one has.
class Comparisons {
 public:
  void add(const std::vector<ResultRow>& rows, Json Comparison::*side) {
    for (const auto& row : rows) {
      const auto metrics = metrics_of(row.result_json);
      for (const auto& metric : metrics) line(row, metric.path).*side = metric.value;
      if (metrics.empty() && side == &Comparison::first) line(row, "").state = to_text(row.state);
    }
  }

  const std::vector<Comparison>& all() const { return lines_; }

 private:
  Comparison& line(const ResultRow& row, const std::string& metric) {
    const auto [place, fresh] = places_.try_emplace(key_of(row.bench, metric), lines_.size());
    if (fresh) lines_.push_back({row.bench, metric, "", nullptr, nullptr});
    return lines_[place->second];
  }

  std::vector<Comparison> lines_;
  std::map<Key, std::size_t> places_;
};

std::string number(const Json& value) {
  if (value.is_null()) return "-";
  return value.is_number_float() ? fmt::format("{:.6g}", value.get<double>()) : value.dump();
}

Cell ratio(const Comparison& line) {
  if (line.first.is_null() || line.second.is_null()) return {"-"};
  const auto base = line.second.get<double>();
  if (base == 0) return {"-"};
  const auto ratio = line.first.get<double>() / base;
  constexpr double noteworthy = 0.01;
  const auto colour = ratio > 1 + noteworthy   ? Colour::red
                      : ratio < 1 - noteworthy ? Colour::green
                                               : Colour::none;
  return {fmt::format("{:.3f}", ratio), colour};
}

std::string title(const std::vector<ResultRow>& rows) {
  return rows.empty() ? "-" : short_sha(rows.front().sha);
}

}  // namespace

std::string results_table(const std::vector<ResultRow>& rows, const std::vector<ResultRow>& others,
                          bool compare, const Terminal& terminal) {
  Comparisons comparisons;
  comparisons.add(rows, &Comparison::first);
  comparisons.add(others, &Comparison::second);
  Table table{{{"KIND", false, narrow},
               {"TARGET", false, narrow},
               {"BACKEND", false, narrow},
               {"PROFILE", false, narrow},
               {"SET", true},
               {"METRIC", false, narrow},
               {title(rows), true},
               {compare ? title(others) : "", true},
               {compare ? "RATIO" : "", true}}};
  for (const auto& line : comparisons.all()) {
    const auto& bench = line.bench;
    table.add({{bench.kind},
               {bench.target},
               {bench.backend},
               {bench.profile},
               {std::to_string(bench.set)},
               {line.metric},
               {line.state.empty() ? number(line.first) : line.state},
               {compare ? number(line.second) : ""},
               compare ? ratio(line) : Cell{}});
  }
  return table.text(terminal);
}

}  // namespace perfq::cli
