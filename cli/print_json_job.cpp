#include "print_json.hpp"

namespace perfq::cli {

namespace {

// The same fields for every job: of one that no request made they are null.
void add_bench(Json& json, const std::optional<BenchJob>& bench, const std::string& kind) {
  const bool made = bench.has_value();
  json["sha"] = made ? Json(bench->sha) : Json(nullptr);
  json["parent"] = made ? text_or_null(bench->parent) : Json(nullptr);
  json["kind"] = made && !bench->kind.empty() ? bench->kind : kind;
  json["request_kind"] = made ? Json(to_text(bench->request_kind)) : Json(nullptr);
  json["target"] = made ? Json(bench->target) : Json(nullptr);
  json["backend"] = made ? Json(bench->backend) : Json(nullptr);
  json["profile"] = made ? Json(bench->profile) : Json(nullptr);
  json["set"] = made ? Json(bench->set) : Json(nullptr);
  json["moved_from"] = made ? text_or_null(bench->moved_from) : Json(nullptr);
  json["benchmarks"] = made ? Json(bench->benchmarks) : Json::array();
}

void add_standing(Json& json, const Job& job) {
  json["state"] = to_text(job.state);
  json["outcome"] = job.outcome ? Json(to_text(*job.outcome)) : Json(nullptr);
  json["error"] = text_or_null(job.error);
  json["attempts_charged"] = job.charged;
  json["releases"] = job.releases;
  json["cancel_requested"] = job.cancel_requested;
  json["worker"] = text_or_null(job.worker);
  json["session"] = text_or_null(job.session);
  json["version"] = text_or_null(job.version);
}

void add_limits(Json& json, const Job& job) {
  json["priority"] = job.priority;
  json["affinity"] = text_or_null(job.affinity);
  json["unique"] = text_or_null(job.unique_key);
  json["required"] = job.required;
  json["max_attempts"] = job.max_attempts;
  json["timeout"] = seconds_json(job.time_limit);
}

void add_times(Json& json, const Job& job) {
  json["run_at"] = time_json(job.run_at);
  json["lease_expires_at"] = time_json(job.lease_expires_at);
  json["created_at"] = time_json(job.created_at);
  json["started_at"] = time_json(job.started_at);
  json["ended_at"] = time_json(job.ended_at);
}

Json whole_job(const Job& job, const std::optional<BenchJob>& bench) {
  Json json{{"job", job.id}, {"queue", job.queue}};
  add_bench(json, bench, job.kind);
  add_standing(json, job);
  add_limits(json, job);
  add_times(json, job);
  json["payload"] = value_of(job.payload);
  return json;
}

}  // namespace

Json claimed_json(const Claimed& claimed, const std::optional<BenchJob>& bench) {
  Json json{{"job", claimed.job.id}, {"token", claimed.token}, {"attempt", claimed.attempt}};
  add_bench(json, bench, claimed.job.kind);
  json["steps_done"] = claimed.steps_done;
  json["payload"] = value_of(claimed.job.payload);
  json["lease_expires_at"] = time_json(claimed.lease_expires_at);
  json["queue"] = claimed.job.queue;
  return json;
}

Json renewal_json(const Renewal& renewal) {
  return Json{{"renewed", renewal.renewed},
              {"cancel", renewal.cancel},
              {"drain", renewal.drain},
              {"lease_expires_at", time_json(renewal.lease_expires_at)}};
}

Json job_json(const Job& job) {
  auto json = whole_job(job, std::nullopt);
  json["result"] = value_of(job.result);
  return json;
}

Json attempt_json(const Attempt& attempt) {
  return Json{{"attempt", attempt.attempt},
              {"lease", attempt.lease},
              {"charged", attempt.charged},
              {"worker", attempt.worker},
              {"session", text_or_null(attempt.session)},
              {"version", text_or_null(attempt.version)},
              {"outcome", attempt.outcome ? Json(to_text(*attempt.outcome)) : Json(nullptr)},
              {"error", text_or_null(attempt.error)},
              {"started_at", time_json(attempt.started_at)},
              {"ended_at", time_json(attempt.ended_at)}};
}

Json step_json(const Step& step) {
  return Json{{"step", step.step},
              {"state", to_text(step.state)},
              {"lease", step.lease},
              {"error", text_or_null(step.error)},
              {"result", value_of(step.result_json)},
              {"started_at", time_json(step.started_at)},
              {"ended_at", time_json(step.ended_at)}};
}

Json job_status_json(const JobStatus& status) {
  auto json = whole_job(status.job, status.bench);
  json["late"] = status.late;
  json["attempts"] = Json::array();
  for (const auto& attempt : status.attempts) json["attempts"].push_back(attempt_json(attempt));
  json["steps"] = Json::array();
  for (const auto& step : status.steps) json["steps"].push_back(step_json(step));
  json["result"] = value_of(status.job.result);
  return json;
}

}  // namespace perfq::cli
