#pragma once

#include "support/process.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace perfq::test {

using Json = nlohmann::ordered_json;

/// A command line: a text that is split at its spaces, or word for word.
struct Words {
  // NOLINTNEXTLINE(google-explicit-constructor)
  Words(const char* text) : Words(std::string{text}) {}

  // NOLINTNEXTLINE(google-explicit-constructor)
  Words(const std::string& text);

  Words(std::initializer_list<std::string> words) : all(words) {}

  std::vector<std::string> all;
};

/// `bench_next --collector-id c1 OPTION… -- sh -c SCRIPT`
Words bench(const std::string& script, const std::vector<std::string>& options = {});

/// A database of this test's own, worked on by the real program only.
class CliStore {
 public:
  explicit CliStore(std::string url) : url_(std::move(url)) {}

  const std::string& url() const { return url_; }

  /// `perfq WORDS`, with this database in PERFQ_DB.
  Command command(const Words& words, const std::string& in = {}) const;
  Finished run(const Words& words, const std::string& in = {}) const;

  /// What it prints as JSON; throws where it does not exit 0.
  Json json(const Words& words, const std::string& in = {}) const;
  std::vector<Json> json_lines(const Words& words, const std::string& in = {}) const;

  /// The job as `status --job` shows it.
  Json job(const Json& id) const;
  /// The outcomes of its attempts, in their order; null while one runs.
  std::vector<Json> outcomes(const Json& id) const;
  /// Of each event the type.
  std::vector<std::string> event_types() const;

  /// A plain job in the queue `q`, and its number.
  Json add_job(const std::string& options = {}) const;
  /// The next one of the queue `q`; throws where there is none.
  Json claim_job(const std::string& worker = "w1", const std::string& options = {}) const;

 private:
  std::string url_;
};

/// A file in a folder of its own.
class SqliteStore : public CliStore {
 public:
  SqliteStore() : SqliteStore(std::make_shared<TemporaryFolder>()) {}

  std::string file() const { return folder_->path("queue.db"); }

  /// Each value of the answer in a line of its own; throws where it fails.
  std::string sql(const std::string& text) const;

  /// As SQL names it.
  static std::string table(const std::string& name) { return name; }

 private:
  explicit SqliteStore(std::shared_ptr<TemporaryFolder> folder)
      : CliStore("sqlite:" + folder->path("queue.db")), folder_(std::move(folder)) {}

  std::shared_ptr<TemporaryFolder> folder_;
};

/// A schema of its own in the database that PERFQ_TEST_POSTGRES names. Throws where that is
/// missing.
class PostgresSchema : public CliStore {
 public:
  PostgresSchema() : PostgresSchema(fresh_name()) {}

  ~PostgresSchema();
  PostgresSchema(const PostgresSchema&) = delete;
  PostgresSchema& operator=(const PostgresSchema&) = delete;

  const std::string& name() const { return name_; }

  /// What psql prints, unaligned and without headings; throws where it fails.
  std::string sql(const std::string& text) const;

  std::string table(const std::string& name) const { return name_ + "." + name; }

 private:
  explicit PostgresSchema(const std::string& name);
  static std::string fresh_name();

  std::string name_;
};

/// The same, migrated.
class PostgresStore : public PostgresSchema {
 public:
  PostgresStore();
};

/// The URL without a schema; throws where PERFQ_TEST_POSTGRES is missing.
std::string postgres_server();

/// Of what a claim printed, as the verbs about a running job want it: `JOB --token T`.
std::string lease_of(const Json& claimed);

/// Those of the names that the object lacks; it may have more.
std::vector<std::string> lacking(const Json& object, const Words& names);

/// RFC 3339 in UTC with six digits of a second.
bool is_time(const Json& value);

/// A line of its own that names the fault, nothing else.
bool is_one_line(const std::string& text);

std::string this_machine_target();

}  // namespace perfq::test

/// For TEST_CASE_TEMPLATE: a case runs once for each.
#define PERFQ_BOTH_STORES perfq::test::SqliteStore, perfq::test::PostgresStore
