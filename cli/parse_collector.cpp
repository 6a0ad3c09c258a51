#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfq::cli {

namespace {

constexpr Range any_set{0, 100'000};
constexpr Range any_slots{1, 1000};

using Options = std::shared_ptr<CollectorOptions>;

Options make(CollectorVerb verb) {
  auto options = std::make_shared<CollectorOptions>();
  options->verb = verb;
  return options;
}

void add_id(CLI::App& verb, const Options& options, bool required) {
  const auto set = [options](const std::string& text) {
    options->collector.id = read_name(text, "ID");
  };
  add_positional(verb, "ID", required, set, "the collector's stable name");
}

void add_data(CLI::App& verb, const Options& options) {
  auto& collector = options->collector;
  const auto add_set = [options](const std::string& text) {
    options->collector.sets.push_back(static_cast<int>(read_number(text, "--set", any_set)));
  };
  const auto add_label = [options](const std::string& text) {
    const auto label = read_label(text, "--label");
    const auto [at, fresh] = options->collector.labels.insert(label);
    if (!fresh && at->second != label.second)
      refuse("--label", text, "gives " + label.first + " a second value");
  };
  add_name(verb, "--target", collector.target, "what it benchmarks; else this machine's arch-os");
  add_repeated(verb, "--set", "N", add_set, "a set of the suite; all unless given");
  add_number(verb, "--slots", collector.slots, any_slots, "jobs at once; else 1");
  add_repeated(verb, "--label", "K=V", add_label, "to find it by; may be given again");
  const auto set_role = [options](const std::string& text) {
    const auto role = read_name(text, "--role");
    options->collector.role = role == "none" ? std::string{} : role;
  };
  add_option(verb, "--role", "ROLE", set_role,
             "PostgreSQL: only members of that role claim under its id; none: whoever may claim");
}

void finish(CLI::App& verb, CommandLine& line, const Options& options) {
  when_given(verb, [&line, options] { line.verb = *options; });
}

void add_add_and_set(CLI::App& parent, CommandLine& line) {
  auto& add = add_verb(parent, "add", "Register a collector",
                       "  perfq collector add alice --slots 2 --label room=3");
  const auto added = make(CollectorVerb::add);
  add_id(add, added, true);
  add_data(add, added);
  finish(add, line, added);

  auto& set = add_verb(parent, "set", "Change what a collector is registered with",
                       "  perfq collector set alice --slots 4");
  const auto changed = make(CollectorVerb::set);
  changed->collector.slots = 0;
  add_id(set, changed, true);
  add_data(set, changed);
  finish(set, line, changed);
}

void add_list_and_show(CLI::App& parent, CommandLine& line) {
  auto& list = add_verb(parent, "list", "All collectors", "  perfq collector list --json");
  finish(list, line, make(CollectorVerb::list));

  auto& show = add_verb(parent, "show", "One collector", "  perfq collector show alice");
  const auto shown = make(CollectorVerb::show);
  add_id(show, shown, true);
  finish(show, line, shown);
}

void add_id_or_label(CLI::App& verb, CommandLine& line, const Options& options) {
  const auto set = [options](const std::string& text) {
    options->label = read_label(text, "--label");
  };
  add_id(verb, options, false);
  add_option(verb, "--label", "K=V", set, "all collectors with that label instead");
  when_given(verb, [&line, options] {
    if (options->collector.id.empty() == !options->label) {
      throw Error(ErrorKind::invalid, "give an ID or --label K=V, one of the two");
    }
    line.verb = *options;
  });
}

void add_drain_and_resume(CLI::App& parent, CommandLine& line) {
  auto& drain = add_verb(parent, "drain", "Claim nothing more, finish what runs",
                         "  perfq collector drain alice --wait");
  const auto drained = make(CollectorVerb::drain);
  add_id_or_label(drain, line, drained);
  add_flag(drain, "--wait", drained->wait, "until it runs nothing more");
  add_flag(drain, "--now", drained->now, "end what runs too, uncharged");

  auto& resume = add_verb(parent, "resume", "End a drain or a quarantine",
                          "  perfq collector resume --label room=3");
  add_id_or_label(resume, line, make(CollectorVerb::resume));
}

void add_remove(CLI::App& parent, CommandLine& line) {
  auto& remove = add_verb(parent, "remove", "Stop its claims for good; its history stays",
                          "  perfq collector remove alice");
  const auto removed = make(CollectorVerb::remove);
  add_id(remove, removed, true);
  finish(remove, line, removed);
}

}  // namespace

void add_collector_verbs(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "collector", "The machines that benchmark",
                        "  perfq collector add alice\n  perfq collector drain alice --wait");
  verb.require_subcommand(1);
  add_add_and_set(verb, line);
  add_list_and_show(verb, line);
  add_drain_and_resume(verb, line);
  add_remove(verb, line);
}

}  // namespace perfq::cli
