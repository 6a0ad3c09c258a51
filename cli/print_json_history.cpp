#include "print_json.hpp"

namespace perfq::cli {

Json result_json(const ResultRow& row) {
  auto steps = Json::array();
  for (const auto& step : row.steps) steps.push_back(step_json(step));
  return Json{{"sha", row.sha},
              {"kind", row.bench.kind},
              {"target", row.bench.target},
              {"backend", row.bench.backend},
              {"profile", row.bench.profile},
              {"set", row.bench.set},
              {"job", row.job},
              {"state", to_text(row.state)},
              {"collector", text_or_null(row.collector)},
              {"attempts", row.attempts},
              {"late", row.late},
              {"result", value_of(row.result_json)},
              {"steps", steps}};
}

Json event_json(const Event& event, const std::string& sha) {
  return Json{{"cursor", event.cursor},
              {"at", time_json(event.at)},
              {"type", event.type},
              {"sha", text_or_null(sha)},
              {"job", event.job == 0 ? Json(nullptr) : Json(event.job)},
              {"collector", text_or_null(event.worker)},
              {"actor", text_or_null(event.actor)},
              {"data", event.data.empty() ? Json::object() : value_of(event.data)}};
}

Json migration_json(const MigrationStatus& status) {
  return Json{{"schema_version", status.schema_version},
              {"program_version", status.program_version},
              {"pending", status.pending},
              {"applied", status.applied}};
}

}  // namespace perfq::cli
