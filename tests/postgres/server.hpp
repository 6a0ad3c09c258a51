#pragma once

#include "postgres/open.hpp"

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace perfq::test {

/// The server that the tests may use: a URL in PERFQ_TEST_POSTGRES.
inline std::string server_url() {
  const char* url = std::getenv("PERFQ_TEST_POSTGRES");
  if (url == nullptr || *url == '\0')
    throw std::runtime_error(
        "PERFQ_TEST_POSTGRES must name a PostgreSQL database for tests, such as "
        "postgresql://user@127.0.0.1:5432/perfq_test");
  return url;
}

inline std::unique_ptr<store::Database> connect(const std::string& schema,
                                                microseconds give_up_after = std::chrono::seconds{
                                                    10}) {
  return postgres::open({.connection = server_url(), .schema = schema, .shown = "the test server"},
                        give_up_after);
}

/// A schema of its own, gone with the test.
class TempSchema {
 public:
  TempSchema()
      : name_("perfq_test_" +
              std::to_string(std::chrono::steady_clock::now().time_since_epoch().count())) {}

  ~TempSchema() {
    try {
      connect(name_)->script("DROP SCHEMA IF EXISTS " + name_ + " CASCADE");
    } catch (const std::exception&) {  // the test has failed for that reason already
    }
  }

  TempSchema(const TempSchema&) = delete;
  TempSchema& operator=(const TempSchema&) = delete;

  const std::string& name() const { return name_; }

  /// With an empty schema there.
  std::unique_ptr<store::Database> open() const {
    auto database = connect(name_);
    database->script("CREATE SCHEMA IF NOT EXISTS " + name_);
    return database;
  }

 private:
  std::string name_;
};

/// The server's process behind a connection.
inline std::int64_t pid_of(store::Database& database) {
  static constexpr store::Statement backend{"backend", "SELECT pg_backend_pid()"};
  return database.run(backend, {}).at(0).integer(0);
}

/// Ends the process behind somebody's connection, and has seen it gone.
inline void terminate(store::Database& database, std::int64_t pid) {
  static constexpr store::Statement end{"terminate",
                                        "SELECT pg_terminate_backend($1::integer, 5000)::integer"};
  if (database.run(end, {pid}).at(0).integer(0) != 1)
    throw std::runtime_error("the server's process " + std::to_string(pid) + " does not end");
}

}  // namespace perfq::test
