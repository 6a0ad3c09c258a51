#pragma once

#include "sqlite/error.hpp"
#include "sqlite/prepared.hpp"
#include "store/database.hpp"

#include <SQLiteCpp/Database.h>

#include <mutex>

namespace perfq::sqlite {

/// The seam over a connection, whoever owns it and its transactions.
class SqliteDatabase : public store::Database {
 public:
  SqliteDatabase(SQLite::Database& connection, Scene scene);

  const store::Statements& statements() const override;
  store::Rows run(const store::Statement& statement, const store::Values& values) override;
  store::Rows run_each(const store::Statement& statement, const store::Values& shared,
                       const std::vector<store::Values>& rows) override;
  store::ClaimRows claim(const store::ClaimQuery& query) override;

  bool claims_for_many() const override { return false; }

  std::optional<microseconds> next_change(const store::ClaimQuery&) override { return {}; }

  void script(std::string_view sql) override;

  void lock_for_migration() override {}  // BEGIN IMMEDIATE is that lock

  bool has_schema() override;
  void create_schema() override;
  std::span<const store::Migration> migrations() const override;

  void hint() override {}

  bool listens() const override { return true; }

  std::optional<store::Holder> oldest_transaction() override;

  bool may_sweep() override { return true; }

  std::string role() override { return {}; }

 protected:
  /// Calls with the connection to itself, translating what the driver throws.
  template <class Call>
  auto guarded(std::string_view doing, Call call) {
    const std::lock_guard lock{in_use_};
    try {
      return call();
    } catch (const SQLite::Exception& error) {
      throw translate(error, scene_, doing);
    }
  }

  store::Rows run_alone(const store::Statement& statement);
  bool in_transaction() const;

  std::mutex in_use_;
  Scene scene_;
  SQLite::Database& connection_;
  PreparedStatements prepared_;

 private:
  store::ClaimRows claim_in_transaction(const store::ClaimQuery& query);
  store::Rows lease_best(const store::ClaimQuery& query);
};

}  // namespace perfq::sqlite
