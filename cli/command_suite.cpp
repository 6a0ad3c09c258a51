#include "commands.hpp"
#include "facts.hpp"
#include "input.hpp"
#include "print_json.hpp"
#include "table.hpp"

#include <perfq/suite.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

namespace perfq::cli {

namespace {

Json version_json(const SuiteVersion& version) {
  return Json{{"name", version.name},
              {"version", version.version},
              {"code_version", text_or_null(version.code_version)},
              {"loaded_at", time_json(version.loaded_at)},
              {"actor", text_or_null(version.actor)},
              {"default", version.is_default}};
}

std::string plural(std::size_t count) {
  return fmt::format("{} request{}", count, count == 1 ? "" : "s");
}

Exit load(const SuiteOptions& options, Context& context) {
  const auto suite = parse_suite(read_text("@" + options.file, "FILE"));
  auto& fleet = context.fleet();
  const auto loaded = options.dry_run ? fleet.rehearse_suite(suite, options.code_version)
                                      : fleet.load_suite(suite, options.code_version);
  if (context.json()) {
    auto json = version_json(loaded.version);
    json["created"] = loaded.created;
    json["split_anew"] = loaded.split_anew;
    json["kept"] = loaded.kept;
    json["dry_run"] = options.dry_run;
    context.out().write(to_line(json));
    return Exit::done;
  }
  context.out().print("suite {} version {}{}\n", loaded.version.name, loaded.version.version,
                      loaded.created ? "" : " (it was there already)");
  if (!loaded.split_anew.empty())
    context.out().print("split anew: {}\n", plural(loaded.split_anew.size()));
  if (!loaded.kept.empty())
    context.out().print("not split anew, they name what it does not list: {}\n",
                        fmt::join(loaded.kept, ", "));
  if (options.dry_run) context.note("a dry run: nothing was changed");
  return Exit::done;
}

Exit list_suites(Context& context) {
  const auto versions = context.fleet().suites();
  if (context.json()) {
    auto json = Json::array();
    for (const auto& version : versions) json.push_back(version_json(version));
    context.out().write(to_line(json));
    return Exit::done;
  }
  Table table{{{"SUITE", false, narrow},
               {"VERSION", true},
               {"CODE VERSION", false, narrow},
               {"LOADED"},
               {"BY", false, narrow},
               {""}}};
  for (const auto& version : versions) {
    table.add({{version.name},
               {std::to_string(version.version)},
               {version.code_version},
               {format_time(version.loaded_at)},
               {version.actor},
               {version.is_default ? "default" : ""}});
  }
  context.out().write(table.text(terminal(STDOUT_FILENO)));
  return Exit::done;
}

std::string sets_of(const SuiteTarget& target) {
  std::vector<std::string> sizes;
  for (const auto& set : target.sets) sizes.push_back(std::to_string(set.size()));
  return fmt::format("{} set{} of {} benchmarks{}{}", sizes.size(), sizes.size() == 1 ? "" : "s",
                     fmt::join(sizes, ", "), target.optional ? ", optional" : "",
                     target.pool ? ", pool" : "");
}

std::string print_suite(const SuiteVersion& version, const Suite& suite, const Terminal& terminal) {
  std::vector<std::string> kinds;
  for (const auto& kind : suite.kinds) kinds.push_back(kind.name);
  Facts facts;
  facts.add("suite", {suite.name, Colour::bold});
  facts.add("version",
            {fmt::format("{}{}", version.version, version.is_default ? ", the default" : "")});
  facts.add("code version", {version.code_version});
  facts.add("source", {suite.source});
  facts.add("loaded", {fmt::format("{} by {}", format_time(version.loaded_at), version.actor)});
  for (const auto& [name, target] : suite.targets) facts.add(name, {sets_of(target)});
  facts.add("kinds", {fmt::format("{}", fmt::join(kinds, ", "))});
  facts.add("backends", {fmt::format("{}", fmt::join(suite.backends, ", "))});
  facts.add("profiles", {fmt::format("{}", fmt::join(suite.profiles, ", "))});
  return facts.text(terminal);
}

Exit show(const SuiteOptions& options, Context& context) {
  const auto [version, suite] = context.fleet().suite(options.name, options.version);
  if (context.json()) {
    auto json = version_json(version);
    json["suite"] = parse_json(to_json(suite), "the suite");
    context.out().write(to_line(json));
  } else {
    context.out().write(print_suite(version, suite, terminal(STDOUT_FILENO)));
  }
  return Exit::done;
}

}  // namespace

Exit run(const SuiteOptions& options, Context& context) {
  switch (options.verb) {
    case SuiteVerb::load:
      return load(options, context);
    case SuiteVerb::list:
      return list_suites(context);
    case SuiteVerb::show:
      return show(options, context);
  }
  return Exit::done;
}

}  // namespace perfq::cli
