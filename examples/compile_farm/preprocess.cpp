#include "preprocess.hpp"

#include "environment.hpp"
#include "markers.hpp"
#include "program.hpp"

#include <ctime>

namespace compile_farm {
namespace {

// Only the charset matters: messages stay in English, so that all share them.
std::string locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = environment(name);
    if (value.empty()) continue;
    const bool unicode = value.find("UTF-8") != value.npos || value.find("utf8") != value.npos;
    return unicode ? "C.UTF-8" : "C";
  }
  return "C";
}

bool mentions(const std::string& text, const char* word) {
  return text.find(word) != text.npos;
}

// Of this machine and its time zone, as the compiler would write it here.
std::string date_for(const std::string& text) {
  if (!mentions(text, "__DATE__") && !mentions(text, "__TIME__")) return {};
  const std::string given = environment("SOURCE_DATE_EPOCH");
  if (!given.empty()) return given;
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return std::to_string(now + local.tm_gmtoff);
}

// Takes out what a compiler adds by itself, its own macros, and where it was run, which the second
// line says where debug information is asked for.
void take_text(std::string_view output, Unit& unit) {
  bool own_macros = false;
  for (int number = 1; !output.empty(); ++number) {
    const std::string_view line = take_line(output);
    const auto marker = marker_in(line);
    if (marker) own_macros = marker->name == "<built-in>";
    if (own_macros) continue;
    if (number == 2 && marker && marker->name.ends_with("//"))
      unit.directory = marker->name.substr(0, marker->name.size() - 2);
    else
      unit.text += line;
  }
}

}  // namespace

std::optional<Preprocessed> preprocess(const Compilation& compilation) {
  Words words{compilation.compiler};
  words.insert(words.end(), compilation.preprocess.begin(), compilation.preprocess.end());
  for (const char* more : {"-E", "-fdirectives-only", "-x"}) words.emplace_back(more);
  words.push_back(compilation.language);
  words.push_back(compilation.source);
  Ran ran = run_program(words);
  if (ran.exit_status != 0) return std::nullopt;
  Unit unit{.language = compilation.language,
            .source = compilation.source,
            .directory = {},
            .locale = locale(),
            .date = date_for(ran.output),
            .flags = compilation.compile,
            .text = {}};
  if (mentions(ran.output, "__TIMESTAMP__")) return std::nullopt;
  take_text(ran.output, unit);
  return Preprocessed{std::move(unit), std::move(ran.messages)};
}

}  // namespace compile_farm
