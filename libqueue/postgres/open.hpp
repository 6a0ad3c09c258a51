#pragma once

#include "store/database.hpp"
#include "store/location.hpp"

#include <memory>
#include <string>

namespace pqxx {
class transaction_base;
}

namespace perfq::postgres {

/// One connection, made anew at the next call after it broke. Every call is one round trip outside
/// a transaction, uses no session state, and goes through a pooler. `wait_for_hint` listens on this
/// very connection: a process that waits there keeps another one to work with.
std::unique_ptr<store::Database> open(const store::PostgresLocation& location,
                                      microseconds give_up_after);

/// Works inside the caller's transaction: begin, commit and rollback do nothing here, and after an
/// error the caller's transaction can only be aborted. Must end before the transaction does.
std::unique_ptr<store::Database> borrow(pqxx::transaction_base& transaction,
                                        const std::string& schema);

}  // namespace perfq::postgres
