#include "bench/lists.hpp"
#include "bench/note_event.hpp"
#include "bench/place.hpp"
#include "bench/split_anew.hpp"
#include "core/text.hpp"
#include "service/queue_impl.hpp"
#include "store/look.hpp"
#include "store/statements.hpp"

#include <nlohmann/json.hpp>

namespace perfq {

using bench::SuiteRow;
using store::Context;

namespace {

void insert(Context& context, const Suite& suite, const SuiteVersion& version) {
  auto& database = context.database;
  const std::int64_t number{version.version};
  database.run(context.sql().insert_suite,
               {context.now(), suite.name, number, to_json(suite),
                store::text_or_null(version.code_version), context.actor});
  for (const auto& [target, sets] : suite.targets)
    for (std::size_t i = 0; i < sets.sets.size(); ++i)
      database.run(
          context.sql().insert_suite_set,
          {suite.name, number, target, static_cast<std::int64_t>(i), bench::to_json(sets.sets[i]),
           store::us_or_null(suite.step_timeout), store::us_or_null(suite.failover_after)});
}

void note_loaded(Context& context, const LoadedSuite& loaded) {
  const nlohmann::json data{{"name", loaded.version.name},
                            {"version", loaded.version.version},
                            {"created", loaded.created},
                            {"split_anew", loaded.split_anew.size()},
                            {"kept", loaded.kept.size()}};
  bench::note_event(context, {.type = "suite.loaded", .data = data.dump()});
}

void give_code_version(Context& context, const SuiteVersion& version) {
  auto& database = context.database;
  const std::int64_t number{version.version};
  database.run(context.sql().set_code_version, {version.name, number, version.code_version});
  database.run(context.sql().pin_unstarted_requests,
               {context.now(), version.name, number, version.code_version});
}

LoadedSuite load(Context& context, const Suite& suite, std::string_view code_version) {
  bench::lock_order(context);
  const auto newest = bench::find_suite(context, suite.name);
  LoadedSuite loaded;
  loaded.created = !newest || newest->suite != suite;
  if (newest) loaded.version = newest->version;
  if (!code_version.empty()) loaded.version.code_version = code_version;
  if (loaded.created) {
    loaded.version.name = suite.name;
    ++loaded.version.version;
    loaded.version.loaded_at = store::now(context);
    loaded.version.actor = context.actor;
    insert(context, suite, loaded.version);
    bench::split_anew(context, loaded);
  } else {
    context.database.run(context.sql().make_suite_default,
                         {suite.name, std::int64_t{loaded.version.version}});
    if (!code_version.empty()) give_code_version(context, loaded.version);
  }
  loaded.version.is_default = true;
  note_loaded(context, loaded);
  return loaded;
}

std::vector<SuiteVersion> versions(Context& context) {
  std::vector<SuiteVersion> all;
  for (const store::Row& row : context.database.run(context.sql().list_suites, {}))
    all.push_back(bench::suite_version_from(row));
  if (!all.empty()) all.front().is_default = true;
  return all;
}

void require_valid(std::string_view code_version) {
  core::require_text("the code version", code_version, core::name_limit_bytes);
}

}  // namespace

LoadedSuite Fleet::load_suite(const Suite& suite, std::string_view code_version) {
  require_valid(code_version);
  LoadedSuite loaded = queue_->impl().write(
      Repeat::safe, [&](Context& context) { return load(context, suite, code_version); });
  queue_->impl().work_arrived();
  return loaded;
}

LoadedSuite Fleet::rehearse_suite(const Suite& suite, std::string_view code_version) {
  require_valid(code_version);
  return queue_->impl().rehearse(
      [&](Context& context) { return load(context, suite, code_version); });
}

std::vector<SuiteVersion> Fleet::suites() {
  return queue_->impl().read([](Context& context) { return versions(context); });
}

std::pair<SuiteVersion, Suite> Fleet::suite(std::string_view name, int version) {
  return queue_->impl().read([&](Context& context) {
    const std::string wanted{name};
    auto found = bench::find_suite(context, wanted, version);
    if (!found) bench::unknown_suite(wanted, version);
    const SuiteVersion newest = versions(context).front();
    found->version.is_default =
        newest.name == found->version.name && newest.version == found->version.version;
    return std::pair{std::move(found->version), std::move(found->suite)};
  });
}

}  // namespace perfq
