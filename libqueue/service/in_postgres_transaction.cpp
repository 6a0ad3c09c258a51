#include "postgres/open.hpp"
#include "service/in_transaction.hpp"

#include <perfq/postgres.hpp>

namespace perfq {

InTransaction in_transaction(pqxx::transaction_base& transaction, std::string_view schema,
                             InTransactionOptions options) {
  return InTransaction(std::make_unique<InTransaction::Impl>(
      postgres::borrow(transaction, std::string{schema}), std::move(options)));
}

}  // namespace perfq
