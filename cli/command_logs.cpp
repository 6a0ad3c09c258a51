#include "commands.hpp"
#include "json.hpp"
#include "overlap.hpp"
#include "signals.hpp"

namespace perfq::cli {

namespace {

Job find(Context& context, JobId id) {
  auto job = context.queue().find(id);
  if (!job) throw Refusal(Fault::not_found, fmt::format("there is no job {}", id));
  return *job;
}

// The leases of an attempt, in their order: those that were not charged bear the same number.
std::vector<int> leases_of(Context& context, const LogsOptions& options) {
  if (options.attempt == 0) return {0};
  std::vector<int> leases;
  for (const auto& attempt : context.queue().attempts(options.job)) {
    if (attempt.attempt == options.attempt) leases.push_back(attempt.lease);
  }
  if (leases.empty()) {
    throw Refusal(Fault::not_found,
                  fmt::format("job {} has no attempt {}", options.job, options.attempt));
  }
  return leases;
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
  bool any = false;
  for (const int asked : leases_of(context, options)) {
    const auto output = context.queue().output(options.job, asked);
    any = any || output.has_value();
    if (output || context.json()) {
      print(context, options.job, asked == 0 ? job.leases : asked, output.value_or(""));
    }
  }
  if (!any && !context.json()) context.note("no output of it is kept");
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
  const int asked = leases_of(context, options).back();
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
