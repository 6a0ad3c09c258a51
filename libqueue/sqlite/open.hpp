#pragma once

#include "store/database.hpp"
#include "store/location.hpp"

#include <perfq/queue.hpp>

#include <memory>

namespace SQLite {
class Database;
}

namespace perfq::sqlite {

/// Opens the file, creating it where it is missing, in WAL mode. One connection; its
/// `wait_for_hint` (and nothing else) may be called while another thread uses it, and reports
/// commits of other connections only. `Error{storage}`: no file of ours can be there.
std::unique_ptr<store::Database> open(const store::SqliteLocation& location, Durability durability,
                                      microseconds give_up_after);

/// Works on the caller's connection, inside the caller's transaction: begin, commit and rollback do
/// nothing here. Must end before the connection does.
std::unique_ptr<store::Database> borrow(SQLite::Database& connection);

}  // namespace perfq::sqlite
