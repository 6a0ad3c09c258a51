#include "commands.hpp"
#include "metrics.hpp"
#include "print_json.hpp"
#include "results_table.hpp"

#include <unistd.h>

namespace perfq::cli {

namespace {

Json rows_json(const std::vector<ResultRow>& rows) {
  auto json = Json::array();
  for (const auto& row : rows) json.push_back(result_json(row));
  return json;
}

}  // namespace

Exit run(const ResultsOptions& options, Context& context) {
  auto rows = context.fleet().results(options.sha);
  std::vector<ResultRow> others;
  if (!options.against.empty()) others = context.fleet().results(options.against);
  if (!context.json() && !options.csv) {
    const bool compare = !options.against.empty();
    context.out().write(results_table(rows, others, compare, terminal(STDOUT_FILENO)));
    return Exit::done;
  }
  rows.insert(rows.end(), others.begin(), others.end());
  context.out().write(options.csv ? results_csv(rows) : to_line(rows_json(rows)));
  return Exit::done;
}

}  // namespace perfq::cli
