#include "facts.hpp"
#include "print.hpp"
#include "print_attempts.hpp"
#include "table.hpp"

#include <fmt/format.h>

namespace perfq::cli {

Table attempts_table() {
  return Table{{{"JOB", true},
                {"ATTEMPT", true},
                {"WORKER", false, narrow},
                {"VERSION", false, narrow},
                {"OUTCOME"},
                {"STARTED"},
                {"TOOK", true},
                {"ERROR", false, narrow}}};
}

void add_attempts(Table& table, const JobStatus& status) {
  for (const auto& attempt : status.attempts) {
    const auto outcome = attempt.outcome ? std::string{to_text(*attempt.outcome)} : "running";
    const bool well = !attempt.outcome || *attempt.outcome == Outcome::succeeded;
    table.add(
        {{std::to_string(status.job.id)},
         {fmt::format("{}{}", attempt.attempt, attempt.charged || !attempt.outcome ? "" : "*")},
         {attempt.worker},
         {attempt.version},
         {outcome, well ? Colour::none : Colour::red},
         {format_time(attempt.started_at), Colour::dim},
         {attempt.ended_at ? age(attempt.started_at, *attempt.ended_at) : ""},
         {attempt.error}});
  }
}

std::string section(const std::string& text) {
  return text.empty() ? text : "\n" + text;
}

namespace {

std::string steps_text(const std::vector<Step>& steps, const Terminal& terminal) {
  Table table{{{"STEP", false, narrow}, {"STATE"}, {"TOOK", true}, {"RESULT", false, narrow}}};
  for (const auto& step : steps) {
    const bool failed = step.state == StepState::fail;
    table.add({{step.step},
               {std::string{to_text(step.state)}, failed ? Colour::red : Colour::none},
               {step.ended_at ? age(step.started_at, *step.ended_at) : ""},
               {failed ? step.error : step.result_json}});
  }
  return table.text(terminal);
}

std::string job_facts(const JobStatus& status, Timestamp now, const Terminal& terminal) {
  const auto& job = status.job;
  Facts facts;
  facts.add("job", {std::to_string(job.id), Colour::bold});
  facts.add("queue", {job.queue});
  facts.add("kind", {job.kind});
  if (status.bench) {
    const auto& bench = *status.bench;
    facts.add("request", {bench.sha});
    facts.add("lane", {fmt::format("{} set {}, {}, {}", bench.target, bench.set, bench.backend,
                                   bench.profile)});
  }
  facts.add("state", {std::string{to_text(job.state)}, colour_of(job.state)});
  facts.add("attempts", {fmt::format("{} of {}", job.charged, job.max_attempts)});
  facts.add("not before",
            {job.state == JobState::queued && job.run_at > now ? format_time(job.run_at) : ""});
  facts.add("worker", {job.worker});
  facts.add("error", {job.error, Colour::red});
  facts.add("enqueued", {format_time(job.created_at)});
  facts.add("ended", {job.ended_at ? format_time(*job.ended_at) : ""});
  facts.add("payload", {job.payload == "null" ? "" : job.payload});
  facts.add("result", {job.result});
  return facts.text(terminal);
}

}  // namespace

std::string print_job(const JobStatus& status, Timestamp now, const Terminal& terminal) {
  auto attempts = attempts_table();
  add_attempts(attempts, status);
  return job_facts(status, now, terminal) + section(attempts.text(terminal)) +
         section(steps_text(status.steps, terminal));
}

std::string print_jobs(const std::vector<Job>& jobs, const Terminal& terminal) {
  Table table{{{"JOB", true},
               {"QUEUE", false, narrow},
               {"KIND", false, narrow},
               {"STATE"},
               {"PRIORITY", true},
               {"ATTEMPTS", true},
               {"RUN AT"},
               {"WORKER", false, narrow},
               {"ERROR", false, narrow}}};
  for (const auto& job : jobs) {
    table.add({{std::to_string(job.id)},
               {job.queue},
               {job.kind},
               {std::string{to_text(job.state)}, colour_of(job.state)},
               {std::to_string(job.priority)},
               {fmt::format("{}/{}", job.charged, job.max_attempts)},
               {job.state == JobState::queued ? format_time(job.run_at) : "", Colour::dim},
               {job.worker},
               {job.error}});
  }
  return table.text(terminal);
}

}  // namespace perfq::cli
