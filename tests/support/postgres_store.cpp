#include "support/test_store.hpp"

#include <perfq/migrate.hpp>

#include <pqxx/pqxx>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <vector>

namespace perfq::test {

namespace {

std::string server_url() {
  const char* url = std::getenv("PERFQ_TEST_POSTGRES");
  if (url == nullptr || *url == '\0')
    throw std::runtime_error(
        "PERFQ_TEST_POSTGRES is not set: give it the URL of a PostgreSQL database for tests, or "
        "run them by tests/run.sh");
  return url;
}

void run(const std::string& sql) {
  pqxx::connection connection(server_url());
  pqxx::work transaction(connection);
  transaction.exec(sql);
  transaction.commit();
}

std::string url_of(const std::string& schema) {
  const std::string url = server_url();
  return url + (url.find('?') == std::string::npos ? "?" : "&") + "schema=" + schema;
}

std::string fresh_name() {
  std::random_device device;
  return "t_" + std::to_string((std::uint64_t{device()} << 32) | device());
}

struct Schema {
  Schema() : name(fresh_name()) { migrate(url_of(name)); }

  ~Schema() {
    try {
      run("DROP SCHEMA " + name + " CASCADE");
    } catch (const std::exception&) {
      // The cluster of the tests is thrown away anyhow.
    }
  }

  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  // Making a schema costs more than most tests. Cursors go on, so history up to here is pruned.
  void clear() const {
    std::string sql;
    for (const char* table : {"bench_job", "request", "collector", "output", "step", "attempt",
                              "event", "job", "job_group", "session", "worker"})
      sql += "DELETE FROM " + name + "." + table + ";";
    sql += "UPDATE " + name + ".event_floor SET pruned_to = (SELECT last_value FROM " + name +
           ".event_id_seq);";
    run(sql);
  }

  std::string name;
};

// Schemas whose test is over, for the next one; they go with the process.
std::vector<std::unique_ptr<Schema>>& idle_schemas() {
  // libpqxx keeps statics of its own that must outlive these: they are made by the first query.
  static std::vector<std::unique_ptr<Schema>> idle = [] {
    run("SELECT 1");
    return std::vector<std::unique_ptr<Schema>>{};
  }();
  return idle;
}

std::unique_ptr<Schema> borrow_schema() {
  auto& idle = idle_schemas();
  if (idle.empty()) return std::make_unique<Schema>();
  auto schema = std::move(idle.back());
  idle.pop_back();
  schema->clear();
  return schema;
}

}  // namespace

TestStore open_postgres_store() {
  Schema* schema = borrow_schema().release();
  const std::shared_ptr<void> keeper(schema,
                                     [](Schema* used) { idle_schemas().emplace_back(used); });
  return {url_of(schema->name), "postgres", keeper};
}

}  // namespace perfq::test
