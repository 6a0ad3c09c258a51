#include "compiler_run.hpp"

#include "quotable.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace compile_farm {

namespace fs = std::filesystem;
using perfq::ChildEnd;
using perfq::ChildReport;

CompilerRun::CompilerRun(const Unit& unit, const Bench& bench, perfq::LeaseKeeper& keeper,
                         std::stop_token stop)
    : unit_(unit), bench_(bench), keeper_(keeper), stop_(std::move(stop)) {
  std::string name = bench.folder / "perfq-unit-XXXXXX";
  if (mkdtemp(name.data()) == nullptr)
    throw std::system_error(errno, std::generic_category(), "no folder can be made in " + name);
  folder_ = name;
}

CompilerRun::~CompilerRun() {
  std::error_code left_behind;
  fs::remove_all(folder_, left_behind);
}

ChildReport CompilerRun::run() {
  const fs::path folder = folder_ / "compiled";
  ChildReport report = compile_in(folder, unit_.text, true_names(folder));
  if (report.end == ChildEnd::exited && !report.output_tail.empty()) quote(report);
  return report;
}

std::string CompilerRun::object() const {
  const fs::path file = folder_ / "compiled" / "object";
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("the compiler made no object " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

// Compiled once more, with files to quote from: few units have anything said about them.
void CompilerRun::quote(ChildReport& report) {
  const fs::path files = folder_ / "files";
  fs::create_directory(files);
  const Quotable quotable(unit_.text, files);
  const ChildReport again = compile_in(folder_ / "quoted", quotable.text(), {});
  if (again.end != ChildEnd::exited)
    report = again;
  else if (again.exit_status == report.exit_status)
    report.output_tail = quotable.with_true_names(again.output_tail);
}

ChildReport CompilerRun::compile_in(const fs::path& folder, const std::string& text,
                                    const Words& maps) {
  fs::create_directory(folder);
  const fs::path source = folder / fs::path(unit_.source).filename();
  std::ofstream out(source, std::ios::binary);
  out << text << std::flush;
  if (!out) throw std::runtime_error(source.string() + " can't be written: is the disk full?");
  perfq::ChildOptions child = options();
  child.argv = command(folder, maps);
  return perfq::run_child(child, keeper_, stop_);
}

CompilerRun::Words CompilerRun::command(const fs::path& folder, const Words& maps) const {
  const std::string source = folder / fs::path(unit_.source).filename();
  // A child begins where we are, but debug information tells where the compiler is.
  Words words{"/bin/sh", "-c", R"(cd "$0" && exec "$@")", folder, bench_.compiler};
  words.insert(words.end(), unit_.flags.begin(), unit_.flags.end());
  words.insert(words.end(), maps.begin(), maps.end());
  const Words rest{"-nostdinc", "-x", unit_.language, "-c", source, "-o", "object"};
  words.insert(words.end(), rest.begin(), rest.end());
  return words;
}

// The text is compiled as a source, not as preprocessed text: the latter leaves its flag in the
// debug information. The markers in it name the files; what is told of the source and of the
// folder themselves is mapped back. The last map that fits is taken.
CompilerRun::Words CompilerRun::true_names(const fs::path& folder) const {
  const std::string option = "-ffile-prefix-map=" + folder.string();
  Words maps;
  if (!unit_.directory.empty()) maps.push_back(option + "=" + unit_.directory);
  maps.push_back(option + "/" + fs::path(unit_.source).filename().string() + "=" + unit_.source);
  return maps;
}

perfq::ChildOptions CompilerRun::options() const {
  perfq::ChildOptions options;
  options.unset_env = {"PERFQ_*", "PG*", "GCC_*", "LC_*", "LANG*", "CPATH", "C_INCLUDE_PATH"};
  for (const char* more : {"CPLUS_INCLUDE_PATH", "COMPILER_PATH", "DEPENDENCIES_OUTPUT",
                           "SUNPRO_DEPENDENCIES", "SOURCE_DATE_EPOCH"})
    options.unset_env.emplace_back(more);
  options.set_env = {{"LC_ALL", unit_.locale}};
  if (!unit_.date.empty()) options.set_env["SOURCE_DATE_EPOCH"] = unit_.date;
  options.lease = bench_.lease;
  options.leased_at = bench_.leased_at;
  options.kill_after = std::chrono::seconds{1};
  options.tail_bytes = 16u << 20;
  options.pass_output = false;
  options.session_mark = bench_.session_mark;
  return options;
}

}  // namespace compile_farm
