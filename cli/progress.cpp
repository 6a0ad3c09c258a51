#include "progress.hpp"

#include "report.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace perfq::cli {

Progress::Progress() : terminal_(terminal(STDERR_FILENO)) {}

void Progress::draw(double share, std::string_view text) {
  if (!terminal_.is_tty) return;
  const auto line = fmt::format("{} {:3.0f} %  {}", bar(share, bar_columns, terminal_), share * 100,
                                printable(text));
  write_on_stderr("\r" + cut(line, terminal_.columns - 1, terminal_) + "\033[K");
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) write_on_stderr("\r\033[K");
  drawn_ = false;
}

}  // namespace perfq::cli
