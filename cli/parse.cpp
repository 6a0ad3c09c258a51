#include "parse.hpp"

#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <span>

namespace perfq::cli {

namespace {

using Arguments = std::vector<std::string>;

// What stands behind `--` of bench_next is the child's, and never seen by the parser.
Arguments take_command(Arguments& arguments) {
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (std::find(arguments.begin(), dashes, "bench_next") == dashes) return {};
  if (dashes == arguments.end()) return {};
  Arguments command{dashes + 1, arguments.end()};
  arguments.erase(dashes, arguments.end());
  return command;
}

void add_all(CLI::App& app, CommandLine& line) {
  const char* db = std::getenv("PERFQ_DB");
  line.global.db = db != nullptr && *db != '\0' ? db : "sqlite:perfq.db";
  app.add_option("--db", line.global.db, "the database's URL");
  app.add_flag("--json", line.global.json, "print JSON");
  app.set_version_flag("--version", "perfq " PERFQ_VERSION);
  app.require_subcommand(1);
  add_request_verbs(app, line);
  add_claim_verbs(app, line);
  add_work_verbs(app, line);
  add_status_verbs(app, line);
  add_collector_verbs(app, line);
  add_suite_verbs(app, line);
  add_monitor_verbs(app, line);
  add_queue_verbs(app, line);
}

const CLI::App& last_given(const CLI::App& app) {
  const auto given = app.get_subcommands();
  return given.empty() ? app : last_given(*given.front());
}

std::string name_of(const CLI::App& verb) {
  const auto* parent = verb.get_parent();
  return parent == nullptr ? "perfq" : name_of(*parent) + " " + verb.get_name();
}

// CLI11's own words where they are clear, ours where they are not.
std::string fault_of(const CLI::App& app, const CLI::App& verb, const CLI::ParseError& fault) {
  const auto extras = app.remaining(true);
  const bool wants_verb = !verb.get_subcommands({}).empty();
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&fault) != nullptr;
  const bool too_many = dynamic_cast<const CLI::ExtrasError*>(&fault) != nullptr;
  if (!extras.empty() && (missing || too_many)) {
    const bool option = extras.front().starts_with('-');
    const std::string_view what = option       ? "no option "
                                  : wants_verb ? "no verb "
                                               : "one too many: ";
    return std::string{what} + extras.front();
  }
  if (missing && wants_verb) return "a verb is missing";
  std::string text = fault.what();
  const auto colon = text.find(": 1 required ");
  if (colon != std::string::npos) return text.substr(0, colon) + " needs a value";
  if (const auto most = text.find(": At Most 1 required"); most != std::string::npos) {
    return text.substr(0, most) + " is given more than once";
  }
  return text.substr(0, text.find_first_of("\r\n"));
}

std::string describe(const CLI::App& app, const CLI::ParseError& fault) {
  const auto& verb = last_given(app);
  const auto where = verb.get_parent() == nullptr ? "" : verb.get_name() + ": ";
  return where + fault_of(app, verb, fault) + "; see " + name_of(verb) + " --help";
}

std::string help_of(const CLI::App& app) {
  const auto& verb = last_given(app);
  if (verb.get_parent() == nullptr) return std::string{overview()};
  return verb.help(name_of(*verb.get_parent()));
}

void add_verbs_of(CLI::App& app, const std::string& before, std::vector<std::string>& names) {
  for (CLI::App* verb : app.get_subcommands({})) {
    const bool has_own = !verb->get_subcommands({}).empty();
    if (!has_own) names.push_back(before + verb->get_name());
    add_verbs_of(*verb, verb->get_name() + " ", names);
  }
}

}  // namespace

std::vector<std::string> verbs() {
  CLI::App app{"perfq"};
  CommandLine line;
  add_all(app, line);
  std::vector<std::string> names;
  add_verbs_of(app, "", names);
  return names;
}

bool wants_json(int argc, const char* const* argv) {
  for (const std::string_view argument : std::span{argv, static_cast<std::size_t>(argc)}) {
    if (argument == "--") return false;
    if (argument == "--json") return true;
  }
  return false;
}

std::variant<CommandLine, std::string> parse(int argc, const char* const* argv) {
  Arguments arguments{argv + std::min(argc, 1), argv + argc};
  auto command = take_command(arguments);
  CLI::App app{"perfq"};
  CommandLine line;
  add_all(app, line);
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    return help_of(app);
  } catch (const CLI::CallForVersion& version) {
    return std::string{version.what()} + "\n";
  } catch (const CLI::ParseError& fault) {
    throw Error(ErrorKind::invalid, describe(app, fault));
  }
  if (auto* options = std::get_if<BenchNextOptions>(&line.verb)) {
    finish_bench_next(*options, std::move(command));
  }
  return line;
}

}  // namespace perfq::cli
