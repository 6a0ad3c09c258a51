#pragma once

#include "support/cli.hpp"

#include <string>
#include <vector>

namespace perfq::test {

/// A migrated schema and four roles that may log in: one of each kind, and a stranger to whom
/// nothing was granted. Gone with the test.
class Roles {
 public:
  Roles();
  ~Roles();
  Roles(const Roles&) = delete;
  Roles& operator=(const Roles&) = delete;

  /// As the owner of the schema, who may do anything with the server, too.
  const PostgresStore& owner() const { return store_; }

  std::string name(const std::string& kind) const { return store_.name() + "_" + kind; }

  /// The schema as such a role opens it: `collector`, `submitter`, `reader` or `stranger`.
  CliStore as(const std::string& kind) const;

  /// What psql prints to it; throws where it fails.
  std::string sql(const std::string& kind, const std::string& text) const;

  /// Those of the statements that it gets through with, or that fail for want of anything but the
  /// right to run them. `{t}` is the schema. Nothing of them stays.
  std::string allowed(const std::string& kind, const std::vector<std::string>& statements) const;

 private:
  PostgresStore store_;
};

/// The URL of the same database, as another role.
std::string url_as(const std::string& role, std::string url);

}  // namespace perfq::test
