#include "report.hpp"

#include "json.hpp"
#include "terminal.hpp"

#include <unistd.h>

namespace perfq::cli {

void write_on_stderr(std::string_view text) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

void print_line_on_stderr(std::string_view line) {
  write_on_stderr("perfq: " + printable(line) + "\n");
}

Exit report(Fault fault, std::string_view line, bool json) {
  if (json) {
    const Json error{{"kind", to_text(fault)}, {"message", printable(line)}};
    write_on_stderr(to_line(Json{{"error", error}}));
  } else {
    print_line_on_stderr(line);
  }
  return exit_of(fault);
}

}  // namespace perfq::cli
