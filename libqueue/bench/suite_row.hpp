#pragma once

#include "store/context.hpp"

#include <perfq/suite.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace perfq::bench {

struct SuiteRow {
  SuiteVersion version;
  Suite suite;
};

/// Empty name: the default suite; 0: the newest version.
std::optional<SuiteRow> find_suite(store::Context& context, const std::string& name,
                                   int version = 0);

/// Of each name the newest version, the default one first.
std::vector<SuiteRow> newest_suites(store::Context& context);

/// `Error{not_found}` with what to do.
[[noreturn]] void unknown_suite(const std::string& name, int version = 0);

SuiteVersion suite_version_from(const store::Row& row);

/// Suites as one transaction sees them, each read once.
class Shelf {
 public:
  explicit Shelf(store::Context& context) : context_(&context) {}

  /// Null: there is none. As `find_suite`; it stays as long as the shelf.
  const SuiteRow* find(const std::string& name, int version = 0);

  /// What a request is split by; null: it knows no suite.
  const Suite* suite_of(const std::string& name, int version);

 private:
  store::Context* context_;
  std::map<std::pair<std::string, int>, std::unique_ptr<SuiteRow>> found_;
};

}  // namespace perfq::bench
