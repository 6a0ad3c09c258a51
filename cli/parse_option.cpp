#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace perfq::cli {

CLI::App& add_verb(CLI::App& parent, const std::string& name, const std::string& description,
                   const std::string& examples) {
  auto* verb = parent.add_subcommand(name, description);
  verb->fallthrough();
  verb->footer("Example:\n" + examples +
               "\n\n--json and --db URL serve with every verb, before or after it.");
  return *verb;
}

void when_given(CLI::App& verb, std::function<void()> then) {
  verb.callback(std::move(then));
}

void add_flag(CLI::App& verb, const std::string& name, bool& target, const std::string& help) {
  verb.add_flag(name, target, help);
}

void add_option(CLI::App& verb, const std::string& name, const std::string& value_name, Setter set,
                const std::string& help) {
  verb.add_option_function<std::string>(name, std::move(set), help)->type_name(value_name);
}

void add_optional_value(CLI::App& verb, const std::string& name, const std::string& value_name,
                        Setter set, const std::string& help) {
  verb.add_option_function<std::string>(name, std::move(set), help)
      ->type_name("[" + value_name + "]")
      ->expected(0, 1);
}

void add_repeated(CLI::App& verb, const std::string& name, const std::string& value_name,
                  Setter add, const std::string& help) {
  // One value each time, and none is split where it has brackets or commas.
  const auto add_all = [add = std::move(add)](const std::vector<std::string>& texts) {
    for (const auto& text : texts) add(text);
  };
  verb.add_option_function<std::vector<std::string>>(name, add_all, help)
      ->type_name(value_name)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_positional(CLI::App& verb, const std::string& name, bool required, Setter set,
                    const std::string& help) {
  auto* option = verb.add_option_function<std::string>(name, std::move(set), help);
  option->type_name("");
  if (required) option->required();
}

void add_text(CLI::App& verb, const std::string& name, std::string& target,
              const std::string& help) {
  add_option(
      verb, name, "TEXT", [&target](const std::string& text) { target = text; }, help);
}

void add_text(CLI::App& verb, const std::string& name, std::optional<std::string>& target,
              const std::string& help) {
  add_option(
      verb, name, "TEXT", [&target](const std::string& text) { target = text; }, help);
}

void add_name(CLI::App& verb, const std::string& name, std::string& target,
              const std::string& help) {
  const auto set = [name, &target](const std::string& text) { target = read_name(text, name); };
  add_option(verb, name, "NAME", set, help);
}

void add_names(CLI::App& verb, const std::string& name, const std::string& value_name,
               std::vector<std::string>& target, const std::string& help) {
  const auto add = [name, &target](const std::string& text) {
    target.push_back(read_name(text, name));
  };
  add_repeated(verb, name, value_name, add, help);
}

void add_duration(CLI::App& verb, const std::string& name, microseconds& target,
                  const std::string& help) {
  const auto set = [name, &target](const std::string& text) { target = read_duration(text, name); };
  add_option(verb, name, "DURATION", set, help);
}

void add_duration(CLI::App& verb, const std::string& name, std::optional<microseconds>& target,
                  const std::string& help) {
  const auto set = [name, &target](const std::string& text) { target = read_duration(text, name); };
  add_option(verb, name, "DURATION", set, help);
}

void add_sha(CLI::App& verb, const std::string& name, std::string& target, bool required,
             const std::string& help) {
  const auto set = [name, &target](const std::string& text) { target = read_sha(text, name); };
  if (name.starts_with('-')) {
    add_option(verb, name, "SHA", set, help);
  } else {
    add_positional(verb, name, required, set, help);
  }
}

void add_lease(CLI::App& verb, Lease& lease) {
  const auto set_job = [&lease](const std::string& text) {
    lease.job = read_number(text, "JOB", any_id);
  };
  add_positional(verb, "JOB", true, set_job, "the job's number");
  if (const char* token = std::getenv("PERFQ_TOKEN")) lease.token = token;
  const auto set_token = [&lease](const std::string& text) {
    lease.token = read_name(text, "--token");
  };
  add_option(verb, "--token", "TOKEN", set_token, "the token of the claim; else PERFQ_TOKEN");
}

void check_lease(const Lease& lease) {
  if (lease.token.empty()) {
    throw Error(ErrorKind::invalid, "no token: give --token or set PERFQ_TOKEN; claim prints it");
  }
}

void add_subject(CLI::App& verb, Subject& subject, const std::string& help) {
  add_sha(verb, "SHA", subject.sha, false, help + ", or 7 and more of its beginning");
  add_number(verb, "--job", subject.job, any_id, "one job, by its number, instead");
}

void check_subject(const Subject& subject, bool needed) {
  const int given = (subject.sha.empty() ? 0 : 1) + (subject.job == 0 ? 0 : 1);
  if (given > 1 || (needed && given == 0)) {
    throw Error(ErrorKind::invalid, "give a SHA or --job N, one of the two");
  }
}

}  // namespace perfq::cli
