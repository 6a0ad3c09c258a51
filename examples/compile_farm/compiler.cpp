#include "compiler.hpp"

#include "packed.hpp"
#include "program.hpp"

#include <sstream>
#include <vector>

namespace compile_farm {
namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string version_of_assembler(const std::string& compiler) {
  const std::string path = first_line(run_program({compiler, "-print-prog-name=as"}).output);
  return path.empty() ? "" : first_line(run_program({path, "--version"}, {"LC_ALL=C"}).output);
}

// What the compiler proper says of itself. Its checksum is of the object files that it was linked
// from: the same build has it wherever it is installed, another build has another.
struct Facts {
  std::string target;
  std::string version;
  std::string checksum;
  std::string configured;
};

Facts facts_of(const std::string& compiler, const std::string& language) {
  const Ran ran =
      run_program({compiler, "-v", "-fsyntax-only", "-x", language, "/dev/null"}, {"LC_ALL=C"});
  Facts facts;
  if (ran.exit_status != 0) return facts;
  std::istringstream lines(ran.messages);
  for (std::string line; std::getline(lines, line);) {
    const auto take = [&](const std::string& beginning, std::string& fact) {
      if (line.starts_with(beginning)) fact = line.substr(beginning.size());
    };
    take("Target: ", facts.target);
    take("gcc version ", facts.version);
    take("Compiler executable checksum: ", facts.checksum);
    take("Configured with: ", facts.configured);
  }
  return facts;
}

}  // namespace

std::optional<std::string> label_of(const std::string& compiler, const std::string& language) {
  const Facts facts = facts_of(compiler, language);
  if (facts.version.empty() || facts.checksum.empty() || facts.target.empty()) return std::nullopt;
  const std::string all = facts.target + '\n' + facts.version + '\n' + facts.checksum + '\n' +
                          facts.configured + '\n' + version_of_assembler(compiler);
  return language + "-" + facts.version.substr(0, facts.version.find(' ')) + "-" + facts.target +
         "-" + digest(all).substr(0, 16);
}

}  // namespace compile_farm
