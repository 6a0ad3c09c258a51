#pragma once

#include <perfq/in_transaction.hpp>

namespace pqxx {
class transaction_base;
}

namespace perfq {

/// Inside the caller's transaction, in the schema that the queue lives in.
InTransaction in_transaction(pqxx::transaction_base& transaction, std::string_view schema = "perfq",
                             InTransactionOptions options = {});

}  // namespace perfq
