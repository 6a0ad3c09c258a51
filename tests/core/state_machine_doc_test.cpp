#include "core/lifecycle.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <string>
#include <string_view>

using namespace perfq;

namespace {

std::string edge(std::string_view from, std::string_view to, std::string_view signal) {
  return std::string{from} + " --> " + std::string{to} + ": " + std::string{signal};
}

std::set<std::string> edges_in_code() {
  std::set<std::string> edges;
  for (const core::Transition& transition : core::transitions)
    edges.insert(
        edge(to_text(transition.from), to_text(transition.to), to_text(transition.signal)));
  return edges;
}

/// The lines of the document's first mermaid block, but for its heading; as they are written.
std::set<std::string> edges_in_document() {
  std::ifstream file(PERFQ_TEST_SOURCE_DIR "/docs/state-machine.md");
  std::string line;
  while (std::getline(file, line) && line != "```mermaid") {
  }
  std::getline(file, line);
  CHECK(line == "stateDiagram-v2");
  std::set<std::string> edges;
  while (std::getline(file, line) && line != "```") {
    line.erase(0, line.find_first_not_of(' '));
    CHECK_MESSAGE(edges.insert(line).second, "drawn twice: " << line);
  }
  CHECK(line == "```");
  return edges;
}

std::string without(const std::set<std::string>& all, const std::set<std::string>& known) {
  std::string rest;
  for (const std::string& one : all)
    if (!known.contains(one)) rest += one + '\n';
  return rest;
}

}  // namespace

TEST_CASE("the document draws the state machine of the code, each edge and no other") {
  auto drawn = edges_in_document();
  CHECK_MESSAGE(drawn.erase("[*] --> queued") == 1, "the document must show where a job begins");
  const auto code = edges_in_code();
  CHECK(code.size() == core::transitions.size());
  CHECK_MESSAGE(without(code, drawn).empty(), "not drawn:\n" << without(code, drawn));
  CHECK_MESSAGE(without(drawn, code).empty(), "not in the code:\n" << without(drawn, code));
}
