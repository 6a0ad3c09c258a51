#include "bench/difference.hpp"

#include "bench/lists.hpp"
#include "bench/split.hpp"

#include <algorithm>

namespace perfq::bench {

namespace {

std::string told(const std::string& what, const std::string& there, const std::string& asked) {
  return what + " " + there + ", not " + asked;
}

bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

std::string selection_difference(const std::string& what, const std::vector<std::string>& there,
                                 const std::vector<std::string>& asked) {
  const auto named = without_repeats(asked);
  if (named.empty() || same_set(there, named)) return {};
  return told(what, join(there), join(named));
}

}  // namespace

std::string difference(const RequestRow& there, const NewRequest& asked, const Suite* suite) {
  if (asked.kind && *asked.kind != there.kind)
    return told("kind", std::string{to_text(there.kind)}, std::string{to_text(*asked.kind)});
  if (!asked.parent.empty() && !there.parent.empty() && asked.parent != there.parent)
    return told("parent", there.parent, asked.parent);
  if (asked.pr && asked.pr != there.pr)
    return told("pull request", there.pr ? std::to_string(*there.pr) : "none",
                std::to_string(*asked.pr));
  const bool undecided = there.suite.empty() && there.group.state == GroupState::waiting;
  if (!asked.suite.empty() && asked.suite != there.suite && !undecided)
    return told("suite", there.suite.empty() ? "none" : there.suite, asked.suite);
  const Selection selected = selection_of(there, suite);
  for (const std::string& found :
       {selection_difference("targets", selected.targets, asked.targets),
        selection_difference("backends", selected.backends, asked.backends),
        selection_difference("profiles", selected.profiles, asked.profiles)})
    if (!found.empty()) return found;
  return {};
}

}  // namespace perfq::bench
