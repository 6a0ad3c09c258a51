#pragma once

#include "store/migration.hpp"
#include "store/statement.hpp"
#include "store/value.hpp"

#include <perfq/time.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace perfq::store {

struct Statements;  // generated from libqueue/queries

/// A place for one job: who is to have it, and by which token.
struct Slot {
  std::string worker;
  std::string session;
  std::string token;
};

/// A place in the order of one label's jobs.
struct LowEnd {
  std::int64_t priority = 0;
  std::int64_t rank = 0;
  std::int64_t run_at_us = 0;
  std::int64_t job = 0;
  std::int64_t lapsed_after_us = 0;  ///< leases that ran out before are passed over
};

/// What a claim asks of the database; see queries/*/claim.sql.
struct ClaimQuery {
  std::optional<std::int64_t> now_us;
  std::string queue;
  std::vector<std::string> affinities;
  std::optional<std::int64_t> job = {};  ///< nothing: any
  std::string version;
  std::int64_t lease_us = 0;
  /// The first ones for the best jobs; all of one worker, unless `claims_for_many`.
  std::vector<Slot> slots;
  std::string actor;
  /// Only jobs from there on, and of the same priority: a database may look at all the same.
  std::optional<LowEnd> from = {};
  /// Attempts that end before the claim, in its transaction: successes, as `finish_job` takes them.
  std::vector<Values> done = {};
};

struct ClaimRows {
  Rows leased;              ///< `{job}, token`, in no order
  Rows done;                ///< those whose leases were held, as `finish_job` answers
  microseconds looked{0};   ///< for how long it looked for them, where that is known
  bool saw_lapsed = false;  ///< there may be more whose leases ran out, where that is known
};

/// Who keeps a database from cleaning up behind it.
struct Holder {
  std::int64_t since_s = 0;
  std::string user;
  std::string program;
  std::int64_t pid = 0;
  bool harmful = false;
};

/// One connection to one database: the whole seam between perfq's behaviour and a driver. One
/// thread at a time. Throws perfq::Error only, and after any error inside a transaction the caller
/// rolls back.
class Database {
 public:
  virtual ~Database() = default;

  virtual const Statements& statements() const = 0;

  /// Runs one command to its end and returns all its rows; outside a transaction it commits alone.
  virtual Rows run(const Statement& statement, const Values& values) = 0;

  /// Runs a command once for each row of values: `$1` … are the shared ones, then the row's. On
  /// SQLite a loop, of twenty rows at a time where an INSERT's look has `LIMIT changes()` or an
  /// UPDATE goes by a table of rows, `given`; on PostgreSQL one command over an array for each of
  /// the row's places (its section unnests them); where that has a subquery `once`, an array may
  /// have one value for all rows. Of two rows for one job an UPDATE takes either. Commits alone
  /// only on PostgreSQL: callers with more than one row open a transaction. Rows come in no
  /// promised order.
  virtual Rows run_each(const Statement& statement, const Values& shared,
                        const std::vector<Values>& rows) = 0;

  /// Leases the best jobs that stand there for whom they are asked; commits alone.
  virtual ClaimRows claim(const ClaimQuery& query) = 0;

  /// Whether one claim serves several workers.
  virtual bool claims_for_many() const = 0;

  /// In how long something may be claimable for whom a claim asks, or have to be ended, that no
  /// hint tells of. Nothing: not known, but by looking.
  virtual std::optional<microseconds> next_change(const ClaimQuery& query) = 0;

  /// A transaction that will write. SQLite takes its write lock here, waiting for it.
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;

  /// Commands without values, for migrations and savepoints; `{schema}.` is filled in.
  virtual void script(std::string_view sql) = 0;

  /// Takes the lock that lets one process migrate at a time, until the transaction ends.
  virtual void lock_for_migration() = 0;
  /// The schema's version table exists.
  virtual bool has_schema() = 0;
  virtual void create_schema() = 0;
  virtual std::span<const Migration> migrations() const = 0;

  /// Tells waiting processes, after a commit, that this queue may have work.
  virtual void hint() = 0;
  /// Waits for a hint of another process, at most so long; false when none came. May return early.
  virtual bool wait_for_hint(microseconds wait) = 0;
  /// Whether the last wait would have heard one from beginning to end.
  virtual bool listens() const = 0;

  /// The oldest transaction of anybody else; on SQLite of another process. Nothing: none is open.
  virtual std::optional<Holder> oldest_transaction() = 0;

  /// Whether our role may end what nobody else ends: not every role that looks or submits may.
  virtual bool may_sweep() = 0;

  /// The role that the database knows us by; empty where it knows none.
  virtual std::string role() = 0;
};

/// A transaction that rolls back unless it was committed.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(&database) { database_->begin(); }

  ~Transaction() {
    if (database_ != nullptr) database_->rollback();
  }

  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit() {
    database_->commit();
    database_ = nullptr;
  }

 private:
  Database* database_;
};

/// A place inside a transaction: what is written after it can be taken back, as often as wanted.
class Savepoint {
 public:
  explicit Savepoint(Database& database) : database_(database) {
    static constexpr Statement set{"savepoint", "SAVEPOINT here"};
    database_.run(set, {});
  }

  void take_back() {
    static constexpr Statement back{"back_to_savepoint", "ROLLBACK TO SAVEPOINT here"};
    database_.run(back, {});
  }

 private:
  Database& database_;
};

}  // namespace perfq::store
