#include "bench/place.hpp"
#include "store/template.hpp"

#include <perfq/migrate.hpp>

#include <pqxx/pqxx>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace perfq::bench {

namespace {

constexpr const char* runs_here =
    "SELECT coalesce(inet_server_addr() << '127.0.0.0/8' OR inet_server_addr() = '::1', true)";
constexpr const char* transactions_of = R"(
SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database())";

/// What a server's process has used; of one that has just ended nothing.
std::int64_t cpu_us_of(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  if (!std::getline(file, text)) return 0;
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  std::int64_t user = 0, kernel = 0;
  fields >> user >> kernel;
  return (user + kernel) * (1'000'000 / sysconf(_SC_CLK_TCK));
}

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

  Spent spent() override {
    pqxx::connection connection(server_);
    pqxx::nontransaction transaction(connection);
    if (!transaction.exec1(runs_here)[0].as<bool>())
      throw std::runtime_error("the server is on another machine: its CPU time is not known here");
    Spent spent{.transactions = transaction.exec1(transactions_of)[0].as<std::int64_t>()};
    for (const auto& row : transaction.exec("SELECT pid FROM pg_stat_activity"))
      spent.cpu_us[row[0].as<int>()] = cpu_us_of(row[0].as<int>());
    return spent;
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
