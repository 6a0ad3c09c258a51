#include "sqlite/database_file.hpp"
#include "store/migrate.hpp"
#include "support/all_statements.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <set>
#include <string>

using namespace perfq;
using namespace perfq::test;
using store::Row;
using store::Statement;

namespace {

/// What grows with every job, by table and by the alias that statements give it.
const std::set<std::string> histories{"job",       "j", "attempt", "a", "event",     "e",
                                      "bench_job", "b", "request", "r", "job_group", "g"};

/// Those that are asked for all there is, or read it from its newest row until they have enough.
const std::set<std::string> reading_all{"count_jobs",           "list_jobs",
                                        "list_requests",        "doctor_overcharged_jobs",
                                        "doctor_lost_attempts", "doctor_overdue_jobs",
                                        "doctor_shared_tokens", "prune_events"};

bool reads_a_history_whole(const std::string& step) {
  const std::string scan = "SCAN ";
  if (step.rfind(scan, 0) != 0 || step.find(" USING ") != std::string::npos) return false;
  return histories.contains(step.substr(scan.size()));
}

}  // namespace

// An embedded database is rarely analysed: its planner goes by the shape of a statement alone.
TEST_CASE("without statistics no statement reads a history from end to end") {
  const auto database =
      sqlite::open({.path = "", .memory = true}, Durability::full, std::chrono::seconds{1});
  store::migrate(*database);
  const store::Values values(20, store::null);
  std::deque<std::string> texts;  // a connection knows a statement by the place of its text
  for (const Statement& statement : all(database->statements())) {
    if (statement.sql.empty() || reading_all.contains(std::string{statement.name})) continue;
    CAPTURE(statement.name);
    texts.push_back("EXPLAIN QUERY PLAN " + std::string{statement.sql});
    for (const Row& row : database->run({statement.name, texts.back()}, values)) {
      const std::string step = row.text(3);
      CAPTURE(step);
      CHECK_FALSE(reads_a_history_whole(step));
    }
  }
}
