#include "sqlite/database_file.hpp"
#include "sqlite/expected_steps.hpp"
#include "sqlite/statement_text.hpp"
#include "store/migrate.hpp"
#include "store/template.hpp"
#include "support/many_jobs.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <sstream>

using namespace perfq;
using namespace perfq::test;

namespace {

/// Of what a statement reads, those that are tables.
bool reads_table(const std::string& step) {
  static const Steps others{"SCAN known",     "SCAN lane",      "SCAN asked",
                            "SCAN unclaimed", "SCAN abandoned", "SCAN given"};
  const bool reads = step.rfind("SEARCH ", 0) == 0 || step.rfind("SCAN ", 0) == 0;
  const auto has = [&](const char* word) { return step.find(word) != std::string::npos; };
  return reads && !others.contains(step) && !has(" VIRTUAL ") && !has(" CONSTANT ROW");
}

std::string lines(const Steps& steps) {
  std::string text;
  for (const std::string& step : steps) text += step + "\n";
  return text;
}

struct ManyJobs {
  ManyJobs() {
    store::migrate(*database);
    database->script(many_jobs);
  }

  /// One for each command of the statement, and for one that takes many rows, whatever the values.
  std::vector<std::string> plan(const store::Statement& statement) {
    std::vector<std::string> steps;
    std::istringstream commands{std::string{statement.sql}};
    for (std::string command; std::getline(commands, command, ';');) {
      texts.push_back("EXPLAIN QUERY PLAN " + command);
      const store::Values values(20, store::null);
      for (const store::Row& row : database->run({statement.name, texts.back()}, values))
        steps.push_back(row.text(3));
      if (sqlite::takes_a_table(command)) add_for_many_rows(steps, statement);
    }
    return steps;
  }

  void add_for_many_rows(std::vector<std::string>& steps, const store::Statement& statement) {
    const std::string_view row = statement.sql.substr(statement.sql.find("VALUES "));
    const std::size_t last = store::highest_place(row.substr(0, row.find(')')));
    const std::size_t shared = std::stoul(std::string{row.substr(row.find('$') + 1)}) - 1;
    const std::vector<store::Values> rows(sqlite::rows_at_a_time,
                                          store::Values(last - shared, store::null));
    const store::Values none(shared, store::null);
    for (const store::Row& step : database->run_each({statement.name, texts.back()}, none, rows))
      steps.push_back(step.text(3));
  }

  void check(const std::vector<Expected>& all) {
    for (const Expected& expected : all) {
      const store::Statement& statement = database->statements().*expected.which;
      CAPTURE(statement.name);
      Steps reads;
      for (std::string step : plan(statement)) {
        if (expected.in_order) CHECK(step.find("ORDER BY") == std::string::npos);
        step = step.substr(0, step.find(" LEFT-JOIN"));
        if (reads_table(step)) reads.insert(step);
      }
      CHECK(lines(reads) == lines(expected.steps));
    }
  }

  std::unique_ptr<store::Database> database =
      sqlite::open({.path = "", .memory = true}, Durability::full, std::chrono::seconds{1});
  std::deque<std::string> texts;  // a connection knows a statement by the place of its text
};

}  // namespace

// Without the index that it names each of them fails.
TEST_CASE_FIXTURE(ManyJobs, "among many jobs each statement goes by its index, analysed or not") {
  check(of_verbs);
  check(of_status);
  database->script("ANALYZE");
  check(of_verbs);
  check(of_status);
}

// An index of all that run looks cheap then, and they may be many when the plan is used.
TEST_CASE_FIXTURE(ManyJobs, "few jobs ran when it was analysed: each statement goes by its index") {
  database->script(
      "UPDATE job SET state = 'queued', lease_expires_at_us = NULL"
      " WHERE state = 'running' AND id > 2500");
  database->script("ANALYZE");
  check(of_verbs);
}
