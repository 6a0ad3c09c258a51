#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfq::cli {

namespace {

constexpr Range any_version{1, 1'000'000'000};

std::shared_ptr<SuiteOptions> suite_options(SuiteVerb verb) {
  auto options = std::make_shared<SuiteOptions>();
  options->verb = verb;
  return options;
}

void take(CLI::App& verb, CommandLine& line, const std::shared_ptr<SuiteOptions>& options) {
  when_given(verb, [&line, options] { line.verb = *options; });
}

void add_suite_load(CLI::App& parent, CommandLine& line) {
  auto& load = add_verb(parent, "load", "Load a suite file; requests not started are split anew",
                        "  perfq suite load rustc.json --dry-run\n"
                        "  perfq suite load rustc.json --code-version 169b07b");
  const auto options = suite_options(SuiteVerb::load);
  const auto set_file = [options](const std::string& text) {
    if (text.empty()) refuse("FILE", text, "is no file");
    options->file = text;
  };
  const auto set_version = [options](const std::string& text) {
    options->code_version = read_name(text, "--code-version");
  };
  add_positional(load, "FILE", true, set_file, "the suite as JSON");
  add_flag(load, "--dry-run", options->dry_run, "say what would be split anew, change nothing");
  add_option(load, "--code-version", "V", set_version, "what collectors are to check out for it");
  take(load, line, options);
}

void add_suite_list_and_show(CLI::App& parent, CommandLine& line) {
  auto& list = add_verb(parent, "list", "All versions of all suites", "  perfq suite list");
  take(list, line, suite_options(SuiteVerb::list));

  auto& show = add_verb(parent, "show", "One suite, the default one unless named",
                        "  perfq suite show rustc-perf --version 3 --json");
  const auto options = suite_options(SuiteVerb::show);
  const auto set_name = [options](const std::string& text) {
    options->name = read_name(text, "NAME");
  };
  add_positional(show, "NAME", false, set_name, "the suite");
  add_number(show, "--version", options->version, any_version, "else its newest");
  take(show, line, options);
}

}  // namespace

void add_suite_verbs(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "suite", "What is benchmarked, and how it is split",
                        "  perfq suite load rustc.json\n  perfq suite show");
  verb.require_subcommand(1);
  add_suite_load(verb, line);
  add_suite_list_and_show(verb, line);
}

}  // namespace perfq::cli
