#pragma once

#include "postgres/error.hpp"
#include "postgres/pqxx_compat.hpp"
#include "store/database.hpp"

#include <functional>
#include <string>
#include <unordered_map>

namespace perfq::postgres {

/// A statement as this schema knows it.
struct Command {
  std::string name;
  std::string sql;
  std::string prepared_name;  ///< names the text too: a pooler's server may know others' statements
  std::size_t places = 0;
  bool takes_short_arrays = false;
  int uses = 0;
  bool prepared = false;
};

/// The seam over a schema, whoever owns the connection and its transactions.
class PostgresDatabase : public store::Database {
 public:
  explicit PostgresDatabase(Scene scene);

  const store::Statements& statements() const override;
  store::Rows run(const store::Statement& statement, const store::Values& values) override;
  store::Rows run_each(const store::Statement& statement, const store::Values& shared,
                       const std::vector<store::Values>& rows) override;
  store::ClaimRows claim(const store::ClaimQuery& query) override;

  bool claims_for_many() const override { return true; }

  std::optional<microseconds> next_change(const store::ClaimQuery& query) override;

  /// In a transaction it is heard once that commits.
  void hint() override;

  void script(std::string_view sql) override;
  void lock_for_migration() override;
  bool has_schema() override;
  void create_schema() override;
  std::span<const store::Migration> migrations() const override;

  std::optional<store::Holder> oldest_transaction() override;
  bool may_sweep() override;
  std::string role() override;

 protected:
  /// Throws perfq::Error.
  virtual pqxx::result execute(Command& command, const compat::Parameters& parameters) = 0;
  virtual void execute_script(const std::string& sql) = 0;

  /// Each one may be changed; they stay where they are.
  void for_each_command(const std::function<void(Command&)>& change);

  const std::string& channel() const { return channel_; }

  Scene scene_;

 private:
  store::Rows run_with(const store::Statement& statement, compat::Parameters parameters);
  Command& command_of(const store::Statement& statement);

  std::string quoted_schema_;
  std::string channel_;
  std::optional<bool> may_sweep_;
  std::string role_;
  std::unordered_map<const char*, Command> commands_;  ///< by where the text stands
};

}  // namespace perfq::postgres
