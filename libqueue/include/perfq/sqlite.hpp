#pragma once

#include <perfq/in_transaction.hpp>

namespace SQLite {
class Database;
}

namespace perfq {

/// On a connection of the caller to the queue's own file, inside its transaction (begun
/// IMMEDIATE, or its first write may find another writer in the way). The schema must be there.
InTransaction in_transaction(SQLite::Database& connection, InTransactionOptions options = {});

}  // namespace perfq
