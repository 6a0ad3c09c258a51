#include "service/in_transaction.hpp"
#include "sqlite/open.hpp"

#include <perfq/sqlite.hpp>

namespace perfq {

InTransaction in_transaction(SQLite::Database& connection, InTransactionOptions options) {
  return InTransaction(
      std::make_unique<InTransaction::Impl>(sqlite::borrow(connection), std::move(options)));
}

}  // namespace perfq
