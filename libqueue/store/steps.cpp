#include "store/steps.hpp"

#include "core/text.hpp"
#include "store/end.hpp"
#include "store/finish.hpp"
#include "store/job_row.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <nlohmann/json.hpp>

namespace perfq::store {

namespace {

void require_valid(const StepReport& report) {
  core::require_name("the step", report.step);
  if (!report.result_json.empty() && !nlohmann::json::accept(report.result_json))
    throw Error(ErrorKind::invalid, "the result of step " + report.step + " is not JSON");
}

}  // namespace

Ack report_steps(Context& context, const Lease& lease, std::span<const StepReport> steps) {
  for (const StepReport& report : steps) require_valid(report);
  if (!held(context, lease)) return exists(context, lease.job) ? Ack::lease_lost : Ack::not_found;
  for (const StepReport& report : steps)
    context.database.run(
        context.sql().report_step,
        {context.now(), lease.job, token_of(lease), report.step, std::string{to_text(report.state)},
         text_or_null(core::clean(report.error, core::error_limit_bytes)),
         text_or_null(report.result_json)});
  return Ack::done;
}

Step step_from(const Row& row) {
  Step step;
  step.step = row.text(0);
  step.state = parse_step_state(row.text(1)).value_or(StepState::start);
  step.lease = static_cast<int>(row.integer(2));
  step.error = row.text(3);
  step.result_json = row.text(4);
  step.started_at = from_us(row.integer(5));
  step.ended_at = maybe_time(row, 6);
  return step;
}

std::vector<Step> steps(Context& context, JobId job) {
  std::vector<Step> found;
  for (const Row& row : context.database.run(context.sql().list_steps, {job}))
    found.push_back(step_from(row));
  return found;
}

std::vector<std::string> steps_done(Context& context, JobId job) {
  std::vector<std::string> names;
  for (Step& step : steps(context, job))
    if (step.state == StepState::done) names.push_back(std::move(step.step));
  return names;
}

}  // namespace perfq::store
