#include "commands.hpp"
#include "json.hpp"
#include "print.hpp"

#include <perfq/doctor.hpp>

#include <algorithm>
#include <unistd.h>

namespace perfq::cli {

namespace {

Json findings_json(const std::vector<Finding>& findings, const std::string& database,
                   bool healthy) {
  auto checks = Json::array();
  for (const auto& finding : findings) {
    checks.push_back(
        Json{{"check", finding.check}, {"healthy", finding.healthy}, {"detail", finding.detail}});
  }
  return Json{{"database", database}, {"healthy", healthy}, {"checks", checks}};
}

}  // namespace

Exit run(const DoctorOptions&, Context& context) {
  const auto findings = examine(context.queue());
  const bool healthy = std::all_of(findings.begin(), findings.end(),
                                   [](const Finding& finding) { return finding.healthy; });
  const auto database = context.queue().database();
  if (context.json()) {
    context.out().write(to_line(findings_json(findings, database, healthy)));
  } else {
    context.out().print("{}\n\n{}", database, print_findings(findings, terminal(STDOUT_FILENO)));
  }
  return healthy ? Exit::done : Exit::failed;
}

}  // namespace perfq::cli
