#include "commands.hpp"
#include "print.hpp"
#include "print_json.hpp"
#include "signals.hpp"

#include <unistd.h>

namespace perfq::cli {

namespace {

constexpr int batch = 1000;

class Reader {
 public:
  Reader(const EventsOptions& options, Context& context)
      : context_(&context), after_(options.after) {
    if (!options.sha.empty()) only_ = context.fleet().resolve(options.sha);
  }

  /// Prints the next ones; false when there were none.
  bool print_next() {
    const auto events = context_->queue().events(after_, batch);
    if (events.empty()) return false;
    const auto shas = context_->fleet().shas_of(events);
    for (std::size_t at = 0; at < events.size(); ++at) {
      if (only_.empty() || shas[at] == only_) print(events[at], shas[at]);
    }
    after_ = events.back().cursor;
    context_->out().flush();
    return true;
  }

 private:
  void print(const Event& event, const std::string& sha) {
    context_->out().write(context_->json() ? to_line(event_json(event, sha))
                                           : print_event(event, sha, terminal_));
  }

  Context* context_;
  std::int64_t after_;
  std::string only_;
  Terminal terminal_ = terminal(STDOUT_FILENO);
};

}  // namespace

Exit run(const EventsOptions& options, Context& context) {
  constexpr microseconds look_again = std::chrono::seconds{1};
  std::optional<StopOnSignals> signals;
  if (options.follow) signals.emplace();
  Reader reader{options, context};
  while (true) {
    if (signals && signals->soft().stop_requested()) return Exit::done;
    if (reader.print_next()) continue;
    if (!signals) return Exit::done;
    context.out().require_reader();
    context.queue().wait_for_change(look_again, signals->soft());
  }
}

}  // namespace perfq::cli
