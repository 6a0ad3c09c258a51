#include "fleet/read_history.hpp"

#include <perfq/time.hpp>

#include <sstream>

namespace perfq::test {

namespace {

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? std::string{} : found->get<std::string>();
}

}  // namespace

LoggedEvent logged_event(const Json& printed) {
  const Json& data = printed.at("data");
  LoggedEvent event;
  event.cursor = printed.at("cursor");
  event.at_us = parse_time(printed.at("at").get<std::string>()).value().time_since_epoch().count();
  event.type = printed.at("type");
  if (!printed.at("job").is_null()) event.job = printed.at("job");
  event.sha = text_of(printed, "sha");
  event.collector = text_of(printed, "collector");
  event.session = text_of(data, "session");
  event.outcome = text_of(data, "outcome");
  event.lease = data.value("lease", 0);
  event.finishes = data.value("finishes", 0);
  event.charged = data.value("charged", false);
  return event;
}

PastLease past_lease(const std::string& line) {
  std::istringstream values(line);
  PastLease lease;
  values >> lease.job >> lease.lease >> lease.charged >> lease.collector >> lease.session >>
      lease.token >> lease.outcome >> lease.started_at_us >> lease.ended_at_us;
  if (values.fail()) throw std::runtime_error("not an attempt: " + line);
  return lease;
}

}  // namespace perfq::test
