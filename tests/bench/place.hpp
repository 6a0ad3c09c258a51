#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace perfq::bench {

/// What a server has done so far for this database, and its processes used; nothing for a file.
struct Spent {
  std::int64_t transactions = 0;
  std::map<int, std::int64_t> cpu_us = {};  ///< of each process
};

/// Where a benchmark runs: a file or a schema of its own, empty and migrated, removed at the end.
class Place {
 public:
  virtual ~Place() = default;

  virtual std::string url() const = 0;
  virtual std::string database() const = 0;  ///< `sqlite` or `postgres`
  /// One command; `{schema}.` stands before each table's name.
  virtual void run(const std::string& sql) = 0;
  /// What a server does by itself within a minute of a large change.
  virtual void settle() = 0;
  /// A transaction that has looked, and stays open until the answer is destroyed.
  virtual std::shared_ptr<void> hold_snapshot() = 0;
  /// Throws std::runtime_error where the server is on another machine.
  virtual Spent spent() = 0;
};

/// Of a URL as the library takes it: a server's database, or a file that is not there yet. Throws
/// std::runtime_error.
std::unique_ptr<Place> make_place(const std::string& url);
std::unique_ptr<Place> make_sqlite_place(const std::string& path);
std::unique_ptr<Place> make_postgres_place(const std::string& url);

}  // namespace perfq::bench
