#pragma once

#include "service/location.hpp"
#include "support/clocked_queue.hpp"

#include <perfq/postgres.hpp>
#include <perfq/sqlite.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <doctest/doctest.h>
#include <pqxx/pqxx>

#include <string>
#include <variant>

namespace perfq::test {

/// A program with a table of its own beside the queue's, and a connection of its own.
class SqliteCaller {
 public:
  explicit SqliteCaller(const std::string& url)
      : connection_(std::get<SqliteLocation>(parse_location(url)).path, SQLite::OPEN_READWRITE) {
    connection_.exec("CREATE TABLE own (note TEXT)");
  }

  static TestStore open_store() { return open_sqlite_store(); }

  /// A transaction that writes a row of the program's own, does the work and commits. An exception
  /// of the work rolls it back.
  template <class Work>
  void transact(const InTransactionOptions& options, Work&& work) {
    SQLite::Transaction transaction{connection_, SQLite::TransactionBehavior::IMMEDIATE};
    connection_.exec("INSERT INTO own VALUES ('x')");
    {
      InTransaction verbs = in_transaction(connection_, options);
      work(verbs);
    }
    transaction.commit();
  }

  int own_rows() { return connection_.execAndGet("SELECT count(*) FROM own"); }

 private:
  SQLite::Database connection_;
};

/// The same on PostgreSQL.
class PostgresCaller {
 public:
  explicit PostgresCaller(const std::string& url)
      : location_(std::get<PostgresLocation>(parse_location(url))),
        connection_(location_.connection) {
    pqxx::work transaction{connection_};
    transaction.exec("CREATE TEMPORARY TABLE own (note text)");
    transaction.commit();
  }

  static TestStore open_store() { return open_postgres_store(); }

  template <class Work>
  void transact(const InTransactionOptions& options, Work&& work) {
    pqxx::work transaction{connection_};
    transaction.exec("INSERT INTO own VALUES ('x')");
    {
      InTransaction verbs = in_transaction(transaction, location_.schema, options);
      work(verbs);
    }
    transaction.commit();
  }

  int own_rows() {
    pqxx::work transaction{connection_};
    return transaction.exec("SELECT count(*) FROM own")[0][0].as<int>();
  }

 private:
  PostgresLocation location_;
  pqxx::connection connection_;
};

/// A queue, a program that works on it inside its own transactions, and their clock.
template <class Caller>
struct Calling : ClockedQueue {
  Calling() : ClockedQueue(Caller::open_store()), caller(store.url) {}

  template <class Work>
  void committed(Work&& work) {
    caller.transact(options(), work);
  }

  template <class Work>
  void rolled_back(Work&& work) {
    struct ChangedMind {};

    try {
      caller.transact(options(), [&](InTransaction& verbs) {
        work(verbs);
        throw ChangedMind{};
      });
    } catch (const ChangedMind&) {  // the transaction is over
    }
  }

  InTransactionOptions options() const {
    return {.clock = clock.reader(), .random = SeededRandom(2), .actor = "the program"};
  }

  Caller caller;
};

}  // namespace perfq::test

/// For TEST_CASE_TEMPLATE: a case runs once for each.
#define PERFQ_BOTH_CALLERS perfq::test::SqliteCaller, perfq::test::PostgresCaller
