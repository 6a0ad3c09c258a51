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

// Tests need no commit to survive a power cut, and wait for many. A pooler takes no options.
std::string url_of(const std::string& schema) {
  const std::string url = server_url();
  return url + (url.find('?') == std::string::npos ? "?" : "&") + "schema=" + schema +
         (std::getenv("PERFQ_TEST_POOLER") ? "" : "&options=-csynchronous_commit%3Doff");
}

std::string fresh_name() {
  std::random_device device;
  return "t_" + std::to_string((std::uint64_t{device()} << 32) | device());
}

void run(pqxx::connection& connection, const std::string& sql) {
  pqxx::work transaction(connection);
  transaction.exec(sql);
  transaction.commit();
}

class Schema {
 public:
  Schema() : connection_(server_url()), name_(fresh_name()) { migrate(url()); }

  ~Schema() {
    try {
      run(connection_, "DROP SCHEMA " + name_ + " CASCADE");
    } catch (const std::exception&) {
      // The cluster of the tests is thrown away anyhow.
    }
  }

  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  std::string url() const { return url_of(name_); }

  // Making a schema costs more than most tests. Cursors go on, so history up to here is pruned.
  void clear() {
    std::string sql = "SET LOCAL synchronous_commit = off;";
    for (const char* table :
         {"job_duration", "bench_job", "request", "collector", "suite_set", "suite", "output",
          "step", "attempt", "event", "job", "job_group", "session", "worker"})
      sql += "DELETE FROM " + name_ + "." + table + ";";
    sql += "UPDATE " + name_ + ".event_floor SET pruned_to = (SELECT last_value FROM " + name_ +
           ".event_id_seq);";
    run(connection_, sql);
  }

 private:
  pqxx::connection connection_;
  std::string name_;
};

// Schemas whose test is over, for the next one; they go with the process.
std::vector<std::unique_ptr<Schema>>& idle_schemas() {
  // libpqxx keeps statics of its own that must outlive these: they are made by the first query.
  static std::vector<std::unique_ptr<Schema>> idle = [] {
    pqxx::connection connection(server_url());
    run(connection, "SELECT 1");
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
  return {schema->url(), "postgres", keeper};
}

}  // namespace perfq::test
