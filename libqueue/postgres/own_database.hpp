#pragma once

#include "postgres/connection.hpp"
#include "postgres/database.hpp"
#include "postgres/watchdog.hpp"
#include "store/location.hpp"

#include <memory>

namespace perfq::postgres {

/// A database over a connection of our own.
class OwnDatabase final : public PostgresDatabase {
 public:
  OwnDatabase(const store::PostgresLocation& location, microseconds give_up_after);
  ~OwnDatabase() override;
  OwnDatabase(const OwnDatabase&) = delete;
  OwnDatabase& operator=(const OwnDatabase&) = delete;

  void begin() override;
  void commit() override;
  void rollback() noexcept override;
  bool wait_for_hint(microseconds wait) override;

  bool listens() const override { return listens_; }

 private:
  pqxx::result execute(Command& command, const compat::Parameters& parameters) override;
  void execute_script(const std::string& sql) override;
  pqxx::result execute_alone(Command& command, const compat::Parameters& parameters);
  pqxx::result send(pqxx::transaction_base& transaction, Command& command,
                    const compat::Parameters& parameters);
  pqxx::work& work();
  pqxx::connection& connect();
  /// While it lives a silent server is waited for only so long.
  Watchdog::Watch watch(const pqxx::connection& connection, microseconds more = microseconds{0});

  template <class Call>
  decltype(auto) attempt(Phase phase, std::string_view doing, Call call);
  /// Drops the connection when it broke, and throws our own error.
  [[noreturn]] void fail(const std::exception_ptr& error, Phase phase, std::string_view doing);

  std::shared_ptr<Watchdog> watchdog_ = Watchdog::shared();
  microseconds silence_limit_;
  Connection connection_;
  std::unique_ptr<pqxx::work> work_;
  bool in_transaction_ = false;
  bool use_prepared_ = true;
  bool may_listen_ = true;
  bool listens_ = false;
  int generation_ = 0;
};

}  // namespace perfq::postgres
