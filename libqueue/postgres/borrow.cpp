#include "postgres/database.hpp"
#include "postgres/open.hpp"

#include <thread>

namespace perfq::postgres {
namespace {

class BorrowedDatabase final : public PostgresDatabase {
 public:
  BorrowedDatabase(pqxx::transaction_base& transaction, const std::string& schema)
      : PostgresDatabase({"the caller's database", "", schema}), transaction_(transaction) {}

  void begin() override {}

  void commit() override {}

  void rollback() noexcept override {}

  bool wait_for_hint(microseconds wait) override {
    std::this_thread::sleep_for(wait);
    return false;
  }

  bool listens() const override { return false; }

 private:
  template <class Call>
  auto attempt(std::string_view doing, Call call) {
    try {
      return call();
    } catch (const std::exception&) {
      throw translate(std::current_exception(), scene_, Phase::in_transaction, doing);
    }
  }

  pqxx::result execute(Command& command, const compat::Parameters& parameters) override {
    return attempt(command.name,
                   [&] { return compat::execute(transaction_, command.sql, parameters); });
  }

  void execute_script(const std::string& sql) override {
    attempt("script", [&] { transaction_.exec(sql); });
  }

  pqxx::transaction_base& transaction_;
};

}  // namespace

std::unique_ptr<store::Database> borrow(pqxx::transaction_base& transaction,
                                        const std::string& schema) {
  return std::make_unique<BorrowedDatabase>(transaction, schema);
}

}  // namespace perfq::postgres
