// A compiler's front: `perfq-cc g++ -c a.cpp -o a.o` does what the command behind it does, with the
// compilation proper done by a farm. docs/compile-farm.md tells how.

#include "command_line.hpp"
#include "compiler.hpp"
#include "messages.hpp"
#include "outcome.hpp"
#include "preprocess.hpp"
#include "program.hpp"
#include "settings.hpp"
#include "signals.hpp"
#include "submitter.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using namespace compile_farm;

constexpr int interrupted = 130;

// Under another name first: whoever looks for the object never sees a part of one.
void write_object(const fs::path& file, const std::string& object) {
  const fs::path unfinished = file.string() + ".perfq-" + std::to_string(getpid());
  std::ofstream out(unfinished, std::ios::binary);
  out << object << std::flush;
  std::error_code error;
  if (out) fs::rename(unfinished, file, error);
  if (out && !error) return;
  fs::remove(unfinished, error);
  throw std::runtime_error(file.string() + " can't be written: is there such a folder, and room?");
}

int deliver(const perfq::Job& job, const Compilation& compilation, const std::string& warnings) {
  if (job.state != perfq::JobState::succeeded)
    throw std::runtime_error(compilation.source + ": job " + std::to_string(job.id) + " " +
                             std::string{perfq::to_text(job.state)} + ": " + job.error +
                             "\n`perfq status --job " + std::to_string(job.id) +
                             "` tells of each attempt");
  const Outcome outcome = outcome_from_json(job.result);
  std::fputs((warnings + without_repeats(outcome.messages, warnings)).c_str(), stderr);
  if (outcome.exit_status == 0) write_object(compilation.object, outcome.object);
  return outcome.exit_status;
}

int farm_out(const Settings& settings, const Compilation& compilation,
             const Preprocessed& preprocessed, const std::string& label) {
  std::stop_source stop;
  const OnSignals on_signals([&] {
    if (!stop.request_stop()) std::_Exit(interrupted);
  });
  Submitter submitter(settings, compilation.compiler, label);
  const auto job = submitter.get_compiled(preprocessed.unit, stop.get_token());
  if (!job) return interrupted;
  return deliver(*job, compilation, preprocessed.messages);
}

int run(const Words& command) {
  const auto compilation = parse(command);
  if (!compilation) return become(command);
  const Settings settings = settings_from_environment();
  const auto label = label_of(compilation->compiler, compilation->language);
  if (!label) return become(command);
  const auto preprocessed = preprocess(*compilation);
  if (!preprocessed || !can_travel(preprocessed->unit)) return become(command);
  return farm_out(settings, *compilation, *preprocessed, *label);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: perfq-cc COMPILER [ARGUMENT...]\n", stderr);
    return 2;
  }
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "perfq-cc: %s\n", error.what());
    return 1;
  }
}
