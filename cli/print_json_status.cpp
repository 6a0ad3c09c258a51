#include "print_json.hpp"

namespace perfq::cli {

namespace {

Json counts_json(const JobCounts& jobs) {
  return Json{{"queued", jobs.queued},       {"running", jobs.running},
              {"succeeded", jobs.succeeded}, {"failed", jobs.failed},
              {"cancelled", jobs.cancelled}, {"total", jobs.total},
              {"required", jobs.required}};
}

Json duration_json(const Group& group, Timestamp now) {
  if (!group.started_at) return nullptr;
  return seconds_json(group.ended_at.value_or(now) - *group.started_at);
}

Json targets_json(const std::vector<TargetStatus>& targets) {
  auto json = Json::array();
  for (const auto& target : targets) {
    json.push_back(Json{
        {"target", target.target}, {"state", target.state}, {"jobs", counts_json(target.jobs)}});
  }
  return json;
}

Json running_json(const RunningJob& running) {
  return Json{{"job", running.job},
              {"sha", text_or_null(running.sha)},
              {"set", running.set},
              {"backend", text_or_null(running.backend)},
              {"profile", text_or_null(running.profile)},
              {"attempt", running.attempt},
              {"started_at", time_json(running.started_at)},
              {"step", text_or_null(running.step)},
              {"steps_done", running.steps_done},
              {"steps_total", running.steps_total}};
}

Json queue_json(const QueueStatus& queue) {
  return Json{{"queued", queue.queued},
              {"running", queue.running},
              {"delayed", queue.delayed},
              {"unplaceable", queue.unplaceable},
              {"oldest_queued_s", or_null(queue.oldest_queued_s)}};
}

void add_what(Json& json, const RequestStatus& request) {
  const auto& group = request.group;
  const bool has_outcome = group.outcome != GroupOutcome::none;
  json["sha"] = request.sha;
  json["kind"] = to_text(request.kind);
  json["state"] = to_text(group.state);
  json["outcome"] = has_outcome ? Json(to_text(group.outcome)) : Json(nullptr);
  json["pr"] = or_null(request.pr);
  json["parent"] = text_or_null(request.parent);
  json["date"] = time_json(request.date);
  json["priority"] = request.priority;
  json["position"] = or_null(request.position);
  json["reason"] = text_or_null(request.reason);
}

}  // namespace

Json enqueued_json(const EnqueuedRequest& request) {
  return Json{{"sha", request.sha},
              {"created", request.created},
              {"state", to_text(request.state)},
              {"jobs", request.jobs},
              {"position", or_null(request.position)},
              {"eta", time_json(request.eta)}};
}

Json request_json(const RequestStatus& request, Timestamp now) {
  Json json;
  add_what(json, request);
  json["jobs"] = counts_json(request.jobs);
  json["progress"] = request.progress;
  json["enqueued_at"] = time_json(request.group.created_at);
  json["started_at"] = time_json(request.group.started_at);
  json["finished_at"] = time_json(request.group.ended_at);
  json["duration_s"] = duration_json(request.group, now);
  json["suite"] = text_or_null(request.suite);
  json["suite_version"] = request.suite_version != 0 ? Json(request.suite_version) : Json(nullptr);
  json["pinned_version"] = text_or_null(request.pinned_version);
  json["eta"] = time_json(request.eta);
  json["missing"] = request.missing;
  json["targets"] = targets_json(request.targets);
  json["problem"] = or_null(request.problem);
  return json;
}

Json collector_json(const Collector& collector) {
  auto running = Json::array();
  for (const auto& job : collector.running) running.push_back(running_json(job));
  return Json{{"id", collector.id},
              {"target", collector.target},
              {"sets", collector.sets},
              {"slots", collector.slots},
              {"labels", collector.labels},
              {"role", text_or_null(collector.role)},
              {"state", to_text(collector.state)},
              {"version", text_or_null(collector.version)},
              {"last_seen_at", time_json(collector.last_seen_at)},
              {"session", text_or_null(collector.session)},
              {"running", running},
              {"done", collector.done},
              {"failed", collector.failed},
              {"average_job_s", or_null(collector.average_job_s)}};
}

Json status_json(const Status& status) {
  Json json{{"database", status.database},
            {"now", time_json(status.now)},
            {"schema_version", status.schema_version},
            {"queue", queue_json(status.queue)}};
  json["requests"] = Json::array();
  for (const auto& request : status.requests) {
    json["requests"].push_back(request_json(request, status.now));
  }
  json["collectors"] = Json::array();
  for (const auto& collector : status.collectors) {
    json["collectors"].push_back(collector_json(collector));
  }
  return json;
}

}  // namespace perfq::cli
