#include "commands.hpp"
#include "json.hpp"
#include "overlap.hpp"
#include "signals.hpp"

#include <algorithm>

namespace perfq::cli {

namespace {

Job find(Context& context, JobId id) {
  auto job = context.queue().find(id);
  if (!job) throw Refusal(Fault::not_found, fmt::format("there is no job {}", id));
  return *job;
}

// The last lease of an attempt: those that were not charged bear the same number.
int lease_of(Context& context, const LogsOptions& options) {
  if (options.attempt == 0) return 0;
  const auto attempts = context.queue().attempts(options.job);
  const auto last = std::find_if(attempts.rbegin(), attempts.rend(), [&](const Attempt& attempt) {
    return attempt.attempt == options.attempt;
  });
  if (last == attempts.rend()) {
    throw Refusal(Fault::not_found,
                  fmt::format("job {} has no attempt {}", options.job, options.attempt));
  }
  return last->lease;
}

void print(Context& context, JobId job, int lease, std::string_view text) {
  if (context.json()) {
    context.out().write(to_line(Json{{"job", job}, {"lease", lease}, {"output", text}}));
  } else {
    context.out().write(text);
  }
  context.out().flush();
}

Exit print_once(const LogsOptions& options, Context& context) {
  const auto job = find(context, options.job);
  const int asked = lease_of(context, options);
  const auto output = context.queue().output(options.job, asked);
  if (!output && !context.json()) context.note("no output of it is kept");
  if (output || context.json()) {
    print(context, options.job, asked == 0 ? job.leases : asked, output.value_or(""));
  }
  return Exit::done;
}

/// What of a job's output was printed.
class Follower {
 public:
  Follower(Context& context, JobId job) : context_(&context), job_(job) {}

  void catch_up(int lease) {
    const auto output = context_->queue().output(job_, lease);
    if (!output) return;
    if (lease != lease_) {
      if (lease_ != 0) context_->note(fmt::format("job {}: lease {} begins", job_, lease));
      printed_.clear();
      lease_ = lease;
    }
    const auto news = what_is_new(printed_, *output);
    if (!news.empty()) print(*context_, job_, lease, news);
    printed_ = *output;
  }

 private:
  Context* context_;
  JobId job_;
  int lease_ = 0;
  std::string printed_;
};

Exit follow(const LogsOptions& options, Context& context) {
  constexpr microseconds look_again = std::chrono::seconds{1};
  const StopOnSignals signals;
  const int asked = lease_of(context, options);
  Follower follower{context, options.job};
  while (true) {
    // The state is read first: what is written before the end is there when it is seen.
    const auto job = find(context, options.job);
    follower.catch_up(asked == 0 ? job.leases : asked);
    const bool over = is_terminal(job.state) || (asked != 0 && asked < job.leases);
    if (over || signals.soft().stop_requested()) return Exit::done;
    context.out().require_reader();
    context.queue().wait_for_change(look_again, signals.soft());
  }
}

}  // namespace

Exit run(const LogsOptions& options, Context& context) {
  return options.follow ? follow(options, context) : print_once(options, context);
}

}  // namespace perfq::cli
