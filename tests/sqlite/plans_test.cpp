#include "sqlite/explained.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace perfq;
using namespace perfq::test;

namespace {

/// What grows with every job, by table and by the alias that statements give it.
const std::set<std::string> histories{"job",       "j", "attempt", "a", "event",     "e",
                                      "bench_job", "b", "request", "r", "job_group", "g"};

/// Those that are asked for all there is, or read it from its newest row until they have enough.
const std::set<std::string> reading_all{
    "count_jobs",           "list_jobs",           "list_requests",       "doctor_overcharged_jobs",
    "doctor_lost_attempts", "doctor_overdue_jobs", "doctor_shared_tokens"};

bool reads_a_history_whole(const std::string& step) {
  const std::string scan = "SCAN ";
  if (step.rfind(scan, 0) != 0 || step.find(" USING ") != std::string::npos) return false;
  return histories.contains(step.substr(scan.size()));
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
