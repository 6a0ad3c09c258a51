#pragma once

#include <perfq/error.hpp>
#include <perfq/lease.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace perfq {

struct InTransactionOptions {
  /// Missing: the database's own clock, as with `OpenOptions`.
  std::function<Timestamp()> clock = {};
  std::function<std::uint64_t()> random = {};
  /// Who is written into the log; missing: user@host (PostgreSQL: the role).
  std::string actor = {};
  std::size_t payload_limit_bytes = 16u << 20;
  /// PostgreSQL: tell those who wait, once the caller commits. Such a commit takes a lock of the
  /// whole cluster for a moment; without it they find the work within 13 s.
  bool hint = true;
};

/// Verbs of the queue inside a transaction that the caller began, ends and may roll back: then
/// nothing of them has happened. Made by `in_transaction` of perfq/sqlite.hpp or
/// perfq/postgres.hpp; must not outlive the transaction. One thread at a time. After an `Error` the
/// caller rolls back: half a change may stand there. A full disk ends SQLite's transaction at once,
/// and a rollback then says that there is none.
class InTransaction {
 public:
  class Impl;
  explicit InTransaction(std::unique_ptr<Impl> impl);
  InTransaction(InTransaction&&) noexcept;
  InTransaction& operator=(InTransaction&&) noexcept;
  ~InTransaction();

  Enqueued enqueue(const NewJob& job);
  std::vector<Enqueued> enqueue(std::span<const NewJob> jobs);
  Ack complete(const Lease& lease, std::string_view result_json = {});
  Ack fail(const Failure& failure);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace perfq
