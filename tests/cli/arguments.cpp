#include "cli/arguments.hpp"

#include "parse.hpp"
#include "support/process.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

namespace perfq::test {

namespace {

using Given = std::vector<std::pair<std::string, std::string>>;  // argument and value

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// A right value of each that the help names.
const std::map<std::string, std::string> right_values = {
    {"SHA", "aaaaaaa1"},
    {"N", "1"},
    {"DURATION", "1ms"},
    {"TIME", "2026-01-01T00:00:00Z"},
    {"NAME", "n"},
    {"ID", "c1"},
    {"TEXT", "1"},
    {"FILE", "/dev/null"},
    {"K=V", "a=b"},
    {"KIND", "try"},
    {"T", "t"},
    {"B", "b"},
    {"P", "p"},
    {"Q", "q"},
    {"A", "a"},
    {"S", "failed"},
    {"TOKEN", "t"},
    {"V", "v"},
    {"CMD", "true"},
    {"HOST:PORT", "127.0.0.1:0"},
    {"KIND=ROLE", "reader=r"},
    {"ROLE=QUEUE", "r=q"},
    {"ROLE", "none"},
    {"JOB", "1"},
};

/// What else a verb needs, in one way or another; `{}` serves where it needs nothing.
const std::map<std::string, std::vector<Given>> the_rest = {
    {"enqueue", {{{"SHA", "bbbbbbb2"}}}},
    {"claim", {{{"--collector-id", "c1"}}, {{"--queue", "q"}, {"--worker", "w1"}}}},
    {"bench_next", {{{"--collector-id", "c1"}, {"--", "true"}}}},
    {"heartbeat", {{{"JOB", "1"}, {"--token", "t"}}}},
    {"complete", {{{"JOB", "1"}, {"--token", "t"}}}},
    {"fail", {{{"JOB", "1"}, {"--token", "t"}, {"--error", "e"}}}},
    {"release", {{{"JOB", "1"}, {"--token", "t"}}}},
    {"step",
     {{{"JOB", "1"}, {"NAME", "s"}, {"--token", "t"}, {"--done", ""}},
      {{"JOB", "1"}, {"NAME", "s"}, {"--token", "t"}}}},
    {"collector add", {{{"ID", "c9"}}}},
    {"collector set", {{{"ID", "c1"}}}},
    {"suite load", {{{"FILE", "/dev/null"}}}},
    {"autoscale", {{{"--target", "t"}}}},
    {"prioritize", {{{"SHA", "aaaaaaa1"}, {"N", "1"}}}},
    {"prune", {{{"--older-than", "1d"}}, {{"--yes", ""}}}},
    {"wait",
     {{{"--timeout", "1ms"}},
      {{"--job", "1"}, {"--timeout", "1ms"}},
      {{"--job", "1"}, {"--timeout", "1ms"}, {"--waiter", "w"}},
      {{"--job", "1"}}}},
    {"results", {{{"SHA", "aaaaaaa1"}}}},
    {"logs", {{{"JOB", "1"}}}},
    {"job add", {{{"--queue", "q"}}, {{"--queue", "q"}, {"--wait", "1ms"}}}},
};

/// A line of help: `  --name VALUE   what it is`.
std::optional<Argument> read_help(const std::string& verb, const std::string& line) {
  if (!line.starts_with("  ") || line.starts_with("   ")) return std::nullopt;
  const std::string left = line.substr(2, line.find("  ", 2) - 2);
  const auto words = words_of(left);
  if (words.empty() || words.front() == "-h,--help" || words.front() == "perfq")
    return std::nullopt;
  const bool option = words.front().starts_with("-");
  if (option && words.size() < 2) return std::nullopt;
  std::string value = option ? words.at(1) : words.front();
  std::erase_if(value, [](char c) { return c == '[' || c == ']'; });
  return Argument{verb, words.front(), value};
}

std::vector<std::string> spelt(const std::string& verb, Given given) {
  // Positional ones after all options, the command of bench_next last.
  std::stable_sort(given.begin(), given.end(), [](const auto& a, const auto& b) {
    const auto place = [](const std::string& name) {
      return name == "--" ? 2 : name.starts_with('-') ? 0 : 1;
    };
    return place(a.first) < place(b.first);
  });
  auto words = words_of(verb);
  for (const auto& [name, value] : given) {
    const bool command = name == "--";
    if (command) words.push_back(name);
    // In one word: a value that looks like an option is one all the same.
    if (name.starts_with("--") && !command)
      words.push_back(value.empty() && name != "--wait" ? name : name + "=" + value);
    else
      words.push_back(value);
  }
  return words;
}

/// In its place, where it has one.
Given with(Given given, const std::string& name, const std::string& value) {
  const auto same = [&](const auto& one) { return one.first == name; };
  const auto found = std::find_if(given.begin(), given.end(), same);
  if (found == given.end())
    given.emplace_back(name, value);
  else
    found->second = value;
  return given;
}

std::optional<Given> find_rest(const Argument& argument) {
  const auto known = the_rest.find(argument.verb);
  const auto right = right_values.find(argument.value);
  if (right == right_values.end()) return std::nullopt;
  std::vector<Given> rests = known == the_rest.end() ? std::vector<Given>{} : known->second;
  rests.push_back({});
  for (const Given& rest : rests) {
    if (!refusal_of(spelt(argument.verb, with(rest, argument.name, right->second)))) return rest;
  }
  return std::nullopt;
}

/// Found once for each: to try what is right costs more than what a test then does with it.
const std::optional<Given>& rest_for(const Argument& argument) {
  static std::map<std::string, std::optional<Given>> found;
  const std::string name = argument.verb + ' ' + argument.name;
  if (!found.contains(name)) found[name] = find_rest(argument);
  return found[name];
}

}  // namespace

std::vector<Argument> all_arguments() {
  std::vector<Argument> all;
  for (const std::string& verb : cli::verbs()) {
    auto words = words_of(verb);
    words.emplace_back("--help");
    std::vector<const char*> arguments{"perfq"};
    for (const auto& word : words) arguments.push_back(word.c_str());
    const auto help =
        std::get<std::string>(cli::parse(static_cast<int>(arguments.size()), arguments.data()));
    for (const auto& line : lines_of(help.substr(0, help.find("Example:"))))
      if (auto argument = read_help(verb, line)) all.push_back(std::move(*argument));
  }
  return all;
}

std::vector<std::string> line_with(const Argument& argument, const std::string& value) {
  const auto rest = rest_for(argument);
  if (!rest)
    throw std::runtime_error("nobody knows how to give " + argument.name + " of perfq " +
                             argument.verb + " a right value: say it in tests/cli/arguments.cpp");
  auto words = spelt(argument.verb, with(*rest, argument.name, value));
  // An empty value is a value, not an option without one.
  for (auto& word : words)
    if (word == argument.name) word += "=";
  return words;
}

std::optional<std::string> refusal_of(const std::vector<std::string>& words) {
  std::vector<const char*> arguments{"perfq"};
  for (const auto& word : words) arguments.push_back(word.c_str());
  try {
    cli::parse(static_cast<int>(arguments.size()), arguments.data());
    return std::nullopt;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid) throw;
    return error.what();
  }
}

}  // namespace perfq::test
