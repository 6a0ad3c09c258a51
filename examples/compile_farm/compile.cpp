#include "compile.hpp"

#include "outcome.hpp"
#include "unit.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace compile_farm {
namespace {

using perfq::ChildEnd;
using perfq::ChildReport;

// Said by the driver in whose hands the compiler proper died, and by one that lacks something: the
// machine's fault, not the unit's. The messages are in English, see Unit::locale.
bool is_of_the_machine(const ChildReport& report) {
  static constexpr std::array signs{
      "signal terminated program", "virtual memory exhausted", "out of memory allocating",
      "No space left on device",   "cannot execute",           "Cannot create temporary file"};
  return report.exit_status >= 126 ||
         std::any_of(signs.begin(), signs.end(), [&](const char* sign) {
           return report.output_tail.find(sign) != std::string::npos;
         });
}

perfq::Verdict verdict(const ChildReport& report, const CompilerRun& compiler) {
  if (report.exit_status != 0 && is_of_the_machine(report))
    return perfq::Failed{report.output_tail};
  Outcome outcome{.exit_status = report.exit_status, .messages = report.output_tail, .object = {}};
  if (report.exit_status == 0) outcome.object = compiler.object();
  return perfq::Succeeded{to_json(outcome)};
}

}  // namespace

perfq::Verdict compile(const perfq::Job& job, const Bench& bench, perfq::LeaseKeeper& keeper,
                       std::stop_token stop) {
  Unit unit;
  try {
    unit = unit_from_json(job.payload);
  } catch (const std::exception& error) {
    return perfq::Failed{.error = error.what(), .permanent = true};
  }
  CompilerRun compiler(unit, bench, keeper, std::move(stop));
  const ChildReport report = compiler.run();
  switch (report.end) {
    case ChildEnd::exited:
      return verdict(report, compiler);
    case ChildEnd::signalled:
      return perfq::Failed{"a signal ended the compiler: " + std::to_string(report.signal)};
    case ChildEnd::not_started:
      return perfq::Failed{"the compiler could not be started: " + report.error};
    default:
      return perfq::HandedBack{"stopped"};
  }
}

}  // namespace compile_farm
