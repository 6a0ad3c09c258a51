#pragma once

#include "sqlite/database_file.hpp"
#include "store/migrate.hpp"
#include "support/all_statements.hpp"

#include <deque>
#include <string>

namespace perfq::test {

/// Calls `take` with each statement that SQLite has, and with one that explains it, to be run.
template <class Take>
void explain_all(const std::string& how, Take&& take) {
  const auto database =
      sqlite::open({.path = "", .memory = true}, Durability::full, std::chrono::seconds{1});
  store::migrate(*database);
  const store::Values values(20, store::null);
  std::deque<std::string> texts;  // a connection knows a statement by the place of its text
  for (const store::Statement& statement : all(database->statements())) {
    if (statement.sql.empty()) continue;
    texts.push_back(how + ' ' + std::string{statement.sql});
    take(statement, [&] { return database->run({statement.name, texts.back()}, values); });
  }
}

}  // namespace perfq::test
