#include "sqlite/explained.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sstream>
#include <string>

using namespace perfq;
using namespace perfq::test;

namespace {

using Steps = std::set<std::string>;

/// What grows with every job, by table and by the alias that statements give it.
const Steps histories{"job", "j",       "attempt", "a", "event",     "e",    "bench_job",
                      "b",   "request", "r",       "g", "job_group", "step", "t"};

/// They hold unfinished jobs only, so that a walk through all of one is no walk through history.
const Steps indexes_of_open_jobs{
    "job_for_claim",     "job_for_due",    "job_for_reap", "job_for_queue_timeout",
    "job_for_abandoned", "job_for_worker", "job_unique"};

/// Those that are asked for all there is, or read it from its newest row until they have enough.
const Steps reading_all{"count_jobs",          "count_requests",          "list_jobs",
                        "list_requests",       "doctor_overcharged_jobs", "doctor_lost_attempts",
                        "doctor_overdue_jobs", "doctor_shared_tokens"};

bool reads_a_history_whole(const std::string& step) {
  std::istringstream words(step);
  std::string how, table, word, index;
  words >> how >> table;
  while (words >> word) index = word;
  const bool is_history = histories.contains(table) && step.find(" VIRTUAL ") == std::string::npos;
  return how == "SCAN" && is_history && !indexes_of_open_jobs.contains(index);
}

}  // namespace

// An embedded database is rarely analysed: its planner goes by the shape of a statement alone.
TEST_CASE("without statistics no statement reads a history from end to end") {
  explain_all("EXPLAIN QUERY PLAN", [](const store::Statement& statement, auto explain) {
    if (reading_all.contains(std::string{statement.name})) return;
    CAPTURE(statement.name);
    for (const store::Row& row : explain()) {
      const std::string step = row.text(3);
      CAPTURE(step);
      CHECK_FALSE(reads_a_history_whole(step));
    }
  });
}
