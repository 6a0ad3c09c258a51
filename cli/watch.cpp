#include "watch.hpp"

#include "terminal.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <unistd.h>

namespace perfq::cli {

namespace {

constexpr std::string_view clear_screen = "\033[2J";
constexpr std::string_view go_home = "\033[H";
constexpr std::string_view clear_line = "\033[K";
constexpr std::string_view clear_below = "\033[J";

void sleep_for(microseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock{mutex};
  woken.wait_for(lock, stop, time, [] { return false; });
}

// No more lines than the window has, or it would scroll and the next screen stand elsewhere.
std::string in_place(const std::string& text, int rows) {
  std::string screen{go_home};
  std::size_t start = 0;
  for (int row = 1; start < text.size() && (rows == 0 || row < rows); ++row) {
    const auto end = std::min(text.find('\n', start), text.size());
    screen.append(text, start, end - start).append(clear_line).append("\n");
    start = end + 1;
  }
  return screen.append(clear_below);
}

}  // namespace

void watch(Context& context, microseconds every, std::stop_token stop,
           const std::function<std::string()>& look) {
  const bool redraws = terminal(STDOUT_FILENO).is_tty && !context.json();
  if (redraws) context.out().write(clear_screen);
  for (bool first = true; !stop.stop_requested(); first = false) {
    const auto text = look();
    if (redraws) {
      context.out().write(in_place(text, terminal(STDOUT_FILENO).rows));
    } else {
      if (!first && !context.json()) context.out().write("\n");
      context.out().write(text);
    }
    context.out().flush();
    sleep_for(every, stop);
  }
}

}  // namespace perfq::cli
