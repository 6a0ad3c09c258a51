#pragma once

#include "grammar.hpp"
#include "options.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

/// What the verbs' options are made of. Each reads its text strictly (grammar.hpp) and names itself
/// in the error.
namespace perfq::cli {

using Setter = std::function<void(const std::string& text)>;

/// A verb that may be given --json and --db after it, and whose help ends in an example.
CLI::App& add_verb(CLI::App& parent, const std::string& name, const std::string& description,
                   const std::string& examples);
/// Runs when the verb was given and all its options are read.
void when_given(CLI::App& verb, std::function<void()> then);

void add_flag(CLI::App& verb, const std::string& name, bool& target, const std::string& help);
void add_option(CLI::App& verb, const std::string& name, const std::string& value_name,
                const Setter& set, const std::string& help);
/// Called with an empty text where the option stands without a value.
void add_optional_value(CLI::App& verb, const std::string& name, const std::string& value_name,
                        const Setter& set, const std::string& help);
/// Once for each time that it is given.
void add_repeated(CLI::App& verb, const std::string& name, const std::string& value_name,
                  const Setter& add, const std::string& help);
/// Its name has no dashes.
void add_positional(CLI::App& verb, const std::string& name, bool required, const Setter& set,
                    const std::string& help);

void add_text(CLI::App& verb, const std::string& name, std::string& target,
              const std::string& help);
void add_text(CLI::App& verb, const std::string& name, std::optional<std::string>& target,
              const std::string& help);
void add_name(CLI::App& verb, const std::string& name, std::string& target,
              const std::string& help);
void add_names(CLI::App& verb, const std::string& name, const std::string& value_name,
               std::vector<std::string>& target, const std::string& help);
void add_duration(CLI::App& verb, const std::string& name, microseconds& target,
                  const std::string& help);
void add_duration(CLI::App& verb, const std::string& name, std::optional<microseconds>& target,
                  const std::string& help);
void add_sha(CLI::App& verb, const std::string& name, std::string& target, bool required,
             const std::string& help);
/// `JOB` and `--token`, as every call about a running job has them.
void add_lease(CLI::App& verb, Lease& lease);
void check_lease(const Lease& lease);
/// `[SHA] [--job N]`
void add_subject(CLI::App& verb, Subject& subject, const std::string& help);
/// Refuses both, and neither where one is needed.
void check_subject(const Subject& subject, bool needed = true);

template <class Number>
void add_number(CLI::App& verb, const std::string& name, Number& target, Range range,
                const std::string& help) {
  add_option(
      verb, name, "N",
      [name, range, &target](const std::string& text) {
        using Value = decltype([] {
          if constexpr (std::integral<Number>) {
            return Number{};
          } else {
            return typename Number::value_type{};
          }
        }());
        target = static_cast<Value>(read_number(text, name, range));
      },
      help);
}

// The groups of verbs, one file each.
void add_request_verbs(CLI::App& app, CommandLine& line);
void add_status_verbs(CLI::App& app, CommandLine& line);
void add_work_verbs(CLI::App& app, CommandLine& line);
void add_claim_verbs(CLI::App& app, CommandLine& line);
void add_collector_verbs(CLI::App& app, CommandLine& line);
void add_suite_verbs(CLI::App& app, CommandLine& line);
void add_monitor_verbs(CLI::App& app, CommandLine& line);
void add_queue_verbs(CLI::App& app, CommandLine& line);
/// The command stands behind `--`, where no option is looked for.
void finish_bench_next(BenchNextOptions& options, std::vector<std::string> command);

}  // namespace perfq::cli
