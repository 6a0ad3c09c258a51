#include "bench/suite_row.hpp"

#include "core/text.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

namespace perfq::bench {

namespace {

constexpr std::size_t document_column = 5;

SuiteRow suite_from(const store::Row& row) {
  return {suite_version_from(row), parse_suite(row.text(document_column))};
}

}  // namespace

SuiteVersion suite_version_from(const store::Row& row) {
  SuiteVersion version;
  version.name = row.text(0);
  version.version = static_cast<int>(row.integer(1));
  version.code_version = row.text(2);
  version.loaded_at = from_us(row.integer(3));
  version.actor = row.text(4);
  return version;
}

std::optional<SuiteRow> find_suite(store::Context& context, const std::string& name, int version) {
  const store::Value number = version == 0 ? store::null : store::Value{std::int64_t{version}};
  const store::Rows rows =
      context.database.run(context.sql().find_suite, {store::text_or_null(name), number});
  if (rows.empty()) return std::nullopt;
  return suite_from(rows.front());
}

std::vector<SuiteRow> newest_suites(store::Context& context) {
  std::vector<SuiteRow> suites;
  for (const store::Row& row : context.database.run(context.sql().newest_suites, {}))
    suites.push_back(suite_from(row));
  if (!suites.empty()) suites.front().version.is_default = true;
  return suites;
}

void unknown_suite(const std::string& name, int version) {
  if (name.empty()) throw Error(ErrorKind::not_found, "no suite is loaded: perfq suite load FILE");
  const std::string which = version == 0 ? "" : " in version " + std::to_string(version);
  throw Error(ErrorKind::not_found, "no suite '" + core::told(name) + "'" + which +
                                        " is loaded: perfq suite list names all");
}

const SuiteRow* Shelf::find(const std::string& name, int version) {
  const auto [at, fresh] = found_.try_emplace({name, version});
  if (fresh)
    if (auto found = find_suite(*context_, name, version))
      at->second = std::make_unique<SuiteRow>(std::move(*found));
  return at->second.get();
}

const Suite* Shelf::suite_of(const std::string& name, int version) {
  if (name.empty()) return nullptr;
  const SuiteRow* row = find(name, version);
  return row != nullptr ? &row->suite : nullptr;
}

}  // namespace perfq::bench
