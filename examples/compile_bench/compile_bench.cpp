// A benchmark command for perfq: compiles the translation units of a folder one after another with
// the installed compiler ($CXX, else g++) and reports what each of them cost.

#include "measure.hpp"
#include "report.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using compile_bench::Costs;
using compile_bench::Report;
using compile_bench::Run;
using Words = std::vector<std::string>;

// CXX may hold several words, such as "clang++ -stdlib=libc++".
Words compiler_command() {
  const char* chosen = std::getenv("CXX");
  std::istringstream text(chosen == nullptr ? "" : chosen);
  const Words words{std::istream_iterator<std::string>(text), {}};
  return words.empty() ? Words{"g++"} : words;
}

Words with(Words command, const Words& arguments) {
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

// Both options are needed: each of g++ and clang++ gives its whole version to one of them.
std::string compiler_name(const Words& compiler) {
  const std::string version =
      compile_bench::first_line_of(with(compiler, {"-dumpfullversion", "-dumpversion"}));
  if (version.empty()) {
    throw std::runtime_error(compiler.front() + " can't be run: install it, or set CXX to another");
  }
  return fs::path(compiler.front()).filename().string() + " " + version;
}

std::vector<fs::path> units_in(const fs::path& folder) {
  std::vector<fs::path> units;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".cpp") units.push_back(entry.path());
  }
  if (units.empty()) throw std::runtime_error(folder.string() + ": no .cpp file in it");
  std::sort(units.begin(), units.end());
  return units;
}

// Assembly into nowhere: the whole compiler runs and leaves no file behind, however it ends.
Words compile_command(const Words& compiler, const fs::path& unit) {
  return with(compiler, {"-std=c++20", "-O1", "-S", "-o", "/dev/null", unit.string()});
}

int run_benchmark(const std::string& sha, const fs::path& folder) {
  const Words compiler = compiler_command();
  const std::string name = compiler_name(compiler);
  const Report report;
  std::cout << sha << " with " << name << std::endl;
  Costs costs;
  bool failed = false;
  const std::vector<fs::path> units = units_in(folder);
  for (const fs::path& unit : units) {
    const std::string step = unit.stem().string();
    if (report.is_done(step)) continue;
    report.step_started(step);
    const Run run = compile_bench::measure(compile_command(compiler, unit));
    if (run.error.empty()) {
      report.step_done(step, run.cost);
      costs.emplace_back(step, run.cost);
    } else {
      report.step_failed(step, run.error);
      std::cerr << step << ": " << run.error << std::endl;
      failed = true;
    }
  }
  report.result(name, costs, costs.size() == units.size());
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: compile_bench SHA FOLDER-OF-UNITS\n";
    return 2;
  }
  // A compiler cache would measure itself.
  setenv("CCACHE_DISABLE", "1", 1);
  try {
    return run_benchmark(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::cerr << "compile_bench: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
