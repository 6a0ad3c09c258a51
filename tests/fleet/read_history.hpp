#pragma once

#include "fleet/history.hpp"
#include "support/cli.hpp"

namespace perfq::test {

/// An event as `events --json` prints it.
LoggedEvent logged_event(const Json& printed);

/// Of a line of values with a blank between each two, as the statement below gives it.
PastLease past_lease(const std::string& line);

/// The log and the attempts, and nothing else but two counts to compare with.
template <class Store>
History read_history(const Store& store, int max_attempts) {
  History history;
  history.max_attempts = max_attempts;
  history.one_moment_us = 1'000'000;
  for (const Json& printed : store.json_lines("events --json"))
    history.events.push_back(logged_event(printed));
  const auto lines = store.sql(
      "SELECT job_id || ' ' || lease || ' ' || charged || ' ' || worker || ' ' || session || ' ' ||"
      " token || ' ' || outcome || ' ' || started_at_us || ' ' || ended_at_us"
      " FROM " +
      store.table("attempt") + " ORDER BY job_id, lease");
  for (const auto& line : lines_of(lines)) history.leases.push_back(past_lease(line));
  const Json queue = store.json("status --json --limit 1").at("queue");
  history.leases_under_way = queue.at("running");
  history.jobs_not_ended = queue.at("queued").get<std::int64_t>() + history.leases_under_way;
  return history;
}

}  // namespace perfq::test
