#include "service/child/environment.hpp"

#include <algorithm>
#include <string_view>
#include <unistd.h>

namespace perfq::child {
namespace {

std::string_view name_of(std::string_view entry) {
  return entry.substr(0, entry.find('='));
}

bool names(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return name == pattern;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::map<std::string, std::string> additions(const ChildOptions& options) {
  auto added = options.set_env;
  const auto add = [&added](const char* name, const std::string& value) {
    if (!value.empty()) added[name] = value;
  };
  const auto absolute = [](const std::filesystem::path& path) {
    return path.empty() ? std::string{} : std::filesystem::absolute(path).string();
  };
  add("PERFQ_SESSION", options.session_mark);
  add("PERFQ_STEPS", absolute(options.steps_file));
  add("PERFQ_RESULT", absolute(options.result_file));
  return added;
}

}  // namespace

std::vector<std::string> child_environment(const ChildOptions& options) {
  const auto added = additions(options);
  std::vector<std::string> result;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string const name(name_of(*entry));
    const bool unset = std::any_of(options.unset_env.begin(), options.unset_env.end(),
                                   [&](const auto& pattern) { return names(pattern, name); });
    if (!unset && !added.contains(name)) result.emplace_back(*entry);
  }
  for (const auto& [name, value] : added) result.push_back(name + "=" + value);
  return result;
}

std::vector<std::string> program_candidates(const std::string& command,
                                            const std::vector<std::string>& environment) {
  if (command.find('/') != std::string::npos) return {command};
  std::string_view path = "/usr/local/bin:/usr/bin:/bin";
  for (const auto& entry : environment) {
    if (name_of(entry) == "PATH") path = std::string_view(entry).substr(5);
  }
  std::vector<std::string> candidates;
  while (true) {
    const auto end = path.find(':');
    std::string const folder(path.substr(0, end));
    candidates.push_back(folder.empty() ? command : folder + "/" + command);
    if (end == std::string_view::npos) return candidates;
    path.remove_prefix(end + 1);
  }
}

}  // namespace perfq::child
