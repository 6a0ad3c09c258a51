#include "commands.hpp"
#include "parse.hpp"
#include "report.hpp"

#include <perfq/error.hpp>

#include <csignal>
#include <exception>
#include <fcntl.h>
#include <type_traits>
#include <unistd.h>

namespace perfq::cli {

namespace {

// A database that is opened as descriptor 1 would be printed into, one as 0 read as input.
void keep_standard_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) != -1) continue;
    // The lowest free number is this one. Open the wrong way, so that its use is an error.
    const int wrong_way = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (::open("/dev/null", wrong_way) != descriptor) _exit(static_cast<int>(Exit::failed));
  }
}

Exit run_verb(const CommandLine& line) {
  Context context{line.global};
  const auto exit = std::visit(
      [&](const auto& options) {
        using Options = std::decay_t<decltype(options)>;
        if constexpr (std::is_same_v<Options, std::monostate>) {
          return Exit::usage;
        } else {
          return run(options, context);
        }
      },
      line.verb);
  context.out().flush();
  return exit;
}

Exit print_help(std::string_view text) {
  Output out;
  out.write(text);
  out.flush();
  return Exit::done;
}

Exit run_program(int argc, const char* const* argv) {
  const auto parsed = parse(argc, argv);
  const auto* text = std::get_if<std::string>(&parsed);
  return text != nullptr ? print_help(*text) : run_verb(std::get<CommandLine>(parsed));
}

// The only place where a fault becomes an exit code.
Exit guarded(int argc, const char* const* argv) {
  const bool json = wants_json(argc, argv);
  try {
    return run_program(argc, argv);
  } catch (const OutputClosed&) {
    return Exit::done;
  } catch (const Refusal& refusal) {
    return report(refusal.fault(), refusal.what(), json);
  } catch (const Error& error) {
    return report(fault_of(error.kind()), error.what(), json);
  } catch (const std::bad_alloc&) {
    return report(Fault::database, "out of memory: try fewer at a time", json);
  } catch (const std::exception& error) {
    return report(Fault::database, std::string{"a fault of perfq's own: "} + error.what(), json);
  }
}

}  // namespace

}  // namespace perfq::cli

int main(int argc, char** argv) {
  perfq::cli::keep_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);
  return static_cast<int>(perfq::cli::guarded(argc, argv));
}
