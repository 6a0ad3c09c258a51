#include "bench/placeholders.hpp"

#include <cctype>

namespace perfq::bench {

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

std::string in_capitals(std::string_view name) {
  std::string capitals;
  for (const char c : name)
    capitals += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return capitals;
}

}  // namespace

std::map<std::string, std::string> placeholders(const ClaimedBench& claimed) {
  const BenchJob about = claimed.bench.value_or(BenchJob{});
  return {{"sha", about.sha},
          {"parent", about.parent},
          {"target", about.target},
          {"backend", about.backend},
          {"profile", about.profile},
          {"set", std::to_string(about.set)},
          {"kind", claimed.claimed.job.kind},
          {"request_kind", std::string{to_text(about.request_kind)}},
          {"job", std::to_string(claimed.claimed.job.id)},
          {"benchmarks", joined(about.benchmarks)}};
}

std::string fill(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return filled.append(text);
    // Of `{{sha}` the inner brace opens.
    const std::size_t last_open = text.rfind('{', close);
    const auto value = values.find(std::string{text.substr(last_open + 1, close - last_open - 1)});
    filled.append(text.substr(0, last_open));
    if (value == values.end())
      filled.append(text.substr(last_open, close + 1 - last_open));
    else
      filled.append(value->second);
    text.remove_prefix(close + 1);
  }
  return filled;
}

std::map<std::string, std::string> environment(const ClaimedBench& claimed,
                                               std::string_view collector) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : placeholders(claimed))
    variables["PERFQ_" + in_capitals(name)] = value;
  variables["PERFQ_ATTEMPT"] = std::to_string(claimed.claimed.attempt);
  variables["PERFQ_STEPS_DONE"] = joined(claimed.claimed.steps_done);
  variables["PERFQ_COLLECTOR_ID"] = std::string{collector};
  return variables;
}

}  // namespace perfq::bench
