#include "command_line.hpp"

#include "flags.hpp"

#include <algorithm>
#include <filesystem>

namespace compile_farm {
namespace {

namespace fs = std::filesystem;

// Reads the words one by one; `plain` is false once one can't be farmed out.
class Reader {
 public:
  explicit Reader(const Words& command) : words_(command) { parsed.compiler = command.front(); }

  void read_all() {
    while (plain && next_ < words_.size()) read(words_[next_++]);
  }

  Compilation parsed;
  bool plain = true;
  bool compiles = false;

 private:
  std::string value() {
    if (next_ < words_.size()) return words_[next_++];
    plain = false;
    return {};
  }

  void read(const std::string& word) {
    if (word == "-c")
      compiles = true;
    else if (word.starts_with("-o"))
      parsed.object = word.size() > 2 ? word.substr(2) : value();
    else if (word.starts_with("-x"))
      parsed.language = word.size() > 2 ? word.substr(2) : value();
    else if (word.starts_with("-"))
      read_flag(word);
    else if (parsed.source.empty())
      parsed.source = word;
    else
      plain = false;
  }

  void read_flag(const std::string& flag) {
    const Use use = use_of(flag);
    if (use == Use::here_only) plain = false;
    // The preprocessed text holds all that a precompiled header would.
    if (use == Use::here_only || flag == "-fpch-preprocess") return;
    parsed.preprocess.push_back(flag);
    if (use == Use::both || use == Use::parameter) parsed.compile.push_back(flag);
    if (use == Use::value_follows || use == Use::parameter) parsed.preprocess.push_back(value());
    if (use == Use::parameter) parsed.compile.push_back(parsed.preprocess.back());
  }

  const Words& words_;
  std::size_t next_ = 1;
};

bool has(const Words& flags, std::string_view beginning) {
  return std::any_of(flags.begin(), flags.end(),
                     [&](const std::string& flag) { return flag.starts_with(beginning); });
}

std::string language_of(const Compilation& compilation) {
  const std::string extension = fs::path(compilation.source).extension();
  if (extension == ".c") return compilation.compiler.ends_with("++") ? "c++" : "c";
  for (const char* known : {".cpp", ".cc", ".cxx", ".C", ".c++", ".cp"})
    if (extension == known) return "c++";
  return {};
}

// The preprocessor, asked for another output than the compiler, would choose other names.
void complete_dependencies(Compilation& compilation) {
  Words& flags = compilation.preprocess;
  if (!has(flags, "-MD") && !has(flags, "-MMD")) return;
  if (!has(flags, "-MF")) {
    flags.emplace_back("-MF");
    flags.push_back(fs::path(compilation.object).replace_extension(".d"));
  }
  if (!has(flags, "-MT") && !has(flags, "-MQ")) {
    flags.emplace_back("-MQ");
    flags.push_back(compilation.object);
  }
}

}  // namespace

std::optional<Compilation> parse(const Words& command) {
  Reader reader(command);
  reader.read_all();
  Compilation& parsed = reader.parsed;
  if (!reader.plain || !reader.compiles || parsed.source.empty()) return std::nullopt;
  if (parsed.language.empty()) parsed.language = language_of(parsed);
  if (parsed.language != "c" && parsed.language != "c++") return std::nullopt;
  if (parsed.object.empty())
    parsed.object = fs::path(parsed.source).filename().replace_extension(".o");
  if (fs::exists(parsed.object) && !fs::is_regular_file(parsed.object)) return std::nullopt;
  complete_dependencies(parsed);
  return std::move(parsed);
}

bool are_plain(const Words& flags) {
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const Use use = flags[i].starts_with("-") ? use_of(flags[i]) : Use::here_only;
    if (use == Use::parameter)
      ++i;
    else if (use != Use::both)
      return false;
  }
  return true;
}

}  // namespace compile_farm
