#include "postgres/server.hpp"
#include "sqlite/open.hpp"
#include "store/migrate.hpp"
#include "support/all_statements.hpp"
#include "support/statement_walk.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;

namespace {

// Those of the benchmark layer, whose own suites run over both databases.
std::vector<std::string> bench_statements() {
  std::vector<std::string> names;
  const std::filesystem::path queries = PERFQ_TEST_SOURCE_DIR "/libqueue/queries";
  const std::string mark = "-- name: ";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(queries)) {
    if (!entry.path().filename().string().starts_with("bench")) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);)
      if (line.starts_with(mark)) names.push_back(line.substr(mark.size()));
  }
  return names;
}

bool has_text(std::span<const store::Statement> statements, std::string_view name) {
  return std::any_of(statements.begin(), statements.end(), [&](const store::Statement& statement) {
    return statement.name == name && !statement.sql.empty();
  });
}

}  // namespace

TEST_CASE("every statement gives the same answer on both databases") {
  const TempSchema schema;
  const auto postgres = schema.open();
  const auto sqlite =
      sqlite::open({.path = ":memory:", .memory = true}, Durability::full, std::chrono::seconds{1});
  store::migrate(*postgres);
  store::migrate(*sqlite);
  const auto there = walk(*postgres);
  const auto here = walk(*sqlite);
  for (std::size_t i = 0; i < std::min(there.size(), here.size()); ++i) CHECK(here[i] == there[i]);
  CHECK(here.size() == there.size());

  auto names = walked();
  const auto of_requests = bench_statements();
  names.insert(names.end(), of_requests.begin(), of_requests.end());
  const auto on_postgres = all(postgres->statements());
  for (const auto& statement : all(sqlite->statements())) {
    const bool on_both = !statement.sql.empty() && has_text(on_postgres, statement.name);
    CAPTURE(statement.name);
    if (on_both) CHECK(std::find(names.begin(), names.end(), statement.name) != names.end());
  }
}
