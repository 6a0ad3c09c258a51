#include "bench/fork.hpp"
#include "bench/place.hpp"
#include "store/template.hpp"

#include <perfq/migrate.hpp>

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <stdexcept>

namespace perfq::bench {

namespace {

class SqlitePlace : public Place {
 public:
  explicit SqlitePlace(const std::string& path) : path_(path) {
    if (std::filesystem::exists(path))
      throw std::runtime_error(path + " is there already: name a file that is not");
    migrate(url());
  }

  ~SqlitePlace() override {
    std::error_code ignored;
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + part, ignored);
  }

  std::string url() const override { return "sqlite:" + path_; }

  std::string database() const override { return "sqlite"; }

  void run(const std::string& sql) override {
    SQLite::Database connection(path_, SQLite::OPEN_READWRITE);
    connection.exec(store::fill(sql, "", ""));
  }

  void settle() override { run("PRAGMA wal_checkpoint(TRUNCATE)"); }

  // Workers may be forked, which SQLite's locks do not bear.
  std::shared_ptr<void> hold_snapshot() override {
    return keep_in_process([&] {
      auto connection = std::make_shared<SQLite::Database>(path_, SQLite::OPEN_READWRITE);
      connection->exec("BEGIN");
      connection->execAndGet("SELECT count(*) FROM job");
      return connection;
    });
  }

  Spent spent() override { return {}; }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<Place> make_sqlite_place(const std::string& path) {
  return std::make_unique<SqlitePlace>(path);
}

}  // namespace perfq::bench
