#include "bench/place.hpp"
#include "store/template.hpp"

#include <perfq/migrate.hpp>

#include <pqxx/pqxx>

#include <unistd.h>

namespace perfq::bench {

namespace {

class PostgresPlace : public Place {
 public:
  explicit PostgresPlace(const std::string& server)
      : server_(server), schema_("perfq_bench_" + std::to_string(getpid())) {
    migrate(url());
  }

  ~PostgresPlace() override {
    try {
      alone("DROP SCHEMA " + schema_ + " CASCADE");
    } catch (const std::exception&) {
      // The server is gone: so is what there was to measure.
    }
  }

  std::string url() const override {
    return server_ + (server_.find('?') == std::string::npos ? "?" : "&") + "schema=" + schema_;
  }

  std::string database() const override { return "postgres"; }

  void run(const std::string& sql) override { alone(store::fill(sql, schema_ + ".", "")); }

  void settle() override { alone("VACUUM ANALYZE"); }

  std::shared_ptr<void> hold_snapshot() override {
    struct Held {
      explicit Held(const std::string& server) : connection(server), transaction(connection) {}

      pqxx::connection connection;
      pqxx::transaction<pqxx::isolation_level::repeatable_read> transaction;
    };

    auto held = std::make_shared<Held>(server_);
    held->transaction.exec("SELECT count(*) FROM " + schema_ + ".job");
    return held;
  }

 private:
  // VACUUM can't run within a transaction.
  void alone(const std::string& sql) {
    pqxx::connection connection(server_);
    pqxx::nontransaction(connection).exec(sql);
  }

  std::string server_;
  std::string schema_;
};

}  // namespace

std::unique_ptr<Place> make_postgres_place(const std::string& url) {
  return std::make_unique<PostgresPlace>(url);
}

}  // namespace perfq::bench
