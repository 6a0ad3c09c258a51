#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfq::cli {

namespace {

constexpr microseconds usual_watch = std::chrono::seconds{2};
constexpr Range any_limit{1, 1'000'000};
constexpr std::size_t shortest_sha = 7;

// `--watch 8ce2287` means the request: nobody watches that seldom.
void set_watch(StatusOptions& options, const std::string& text) {
  options.watch = usual_watch;
  if (text.empty()) return;
  if (text.size() >= shortest_sha && options.subject.sha.empty()) {
    options.subject.sha = read_sha(text, "SHA");
  } else {
    options.watch = read_duration(text, "--watch");
  }
}

void add_status(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "status", "What runs, what is left, and why nothing moves",
                        "  perfq status --watch\n  perfq status 8ce2287 --json\n"
                        "  perfq status --job 17");
  const auto options = std::make_shared<StatusOptions>();
  const auto add_state = [options](const std::string& text) {
    options->query.states.push_back(read_group_state(text, "--state"));
  };
  add_subject(verb, options->subject, "one request with its jobs");
  add_optional_value(
      verb, "--watch", "DURATION",
      [options](const std::string& text) { set_watch(*options, text); },
      "again and again, every 2 s unless said otherwise");
  add_number(verb, "--limit", options->query.limit, any_limit,
             "how many unfinished and finished requests; else 20");
  add_repeated(verb, "--state", "S", add_state, "only requests in that state; may be given again");
  when_given(verb, [&line, options] {
    check_subject(options->subject, false);
    line.verb = *options;
  });
}

void add_wait(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "wait", "Wait until a request or a job has ended",
                        "  perfq wait 8ce2287 --timeout 2h && perfq results 8ce2287\n"
                        "  perfq wait --job 17 --json");
  const auto options = std::make_shared<WaitOptions>();
  add_subject(verb, options->subject, "the request");
  auto& how = options->how;
  add_duration(verb, "--timeout", how.timeout, "then exit 3; else for ever");
  add_name(verb, "--waiter", how.waiter, "with --job: wait under that name, which keeps the job");
  add_duration(verb, "--waiter-lease", how.waiter_lease,
               "with --waiter: how long it counts as alive; else as before, or 60s");
  when_given(verb, [&line, &verb, options] {
    check_subject(options->subject);
    const bool named = !options->how.waiter.empty();
    if (named && options->subject.job == 0) {
      throw Error(ErrorKind::invalid, "--waiter is for jobs: give --job N");
    }
    if (!named && verb.count("--waiter-lease") > 0) {
      throw Error(ErrorKind::invalid, "--waiter-lease goes with --waiter NAME");
    }
    line.verb = *options;
  });
}

void add_results(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "results", "The stored results of a request, side by side",
                        "  perfq results 8ce2287 --against c6a9554\n"
                        "  perfq results 8ce2287 --csv > 8ce2287.csv");
  const auto options = std::make_shared<ResultsOptions>();
  add_sha(verb, "SHA", options->sha, true, "the request");
  add_sha(verb, "--against", options->against, false, "another one, and the ratio to it");
  add_flag(verb, "--csv", options->csv, "a row for each number");
  when_given(verb, [&line, options] {
    if (options->csv && line.global.json) {
      throw Error(ErrorKind::invalid, "give --csv or --json, not both");
    }
    line.verb = *options;
  });
}

void add_logs(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "logs", "The last output of a job",
                        "  perfq logs 17 --attempt 1\n  perfq logs 17 --follow");
  const auto options = std::make_shared<LogsOptions>();
  const auto set_job = [options](const std::string& text) {
    options->job = read_number(text, "JOB", any_id);
  };
  add_positional(verb, "JOB", true, set_job, "the job's number");
  add_number(verb, "--attempt", options->attempt, any_attempts, "which attempt; else the last");
  add_flag(verb, "--follow", options->follow, "go on until the job has ended");
  when_given(verb, [&line, options] { line.verb = *options; });
}

void add_events(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "events", "The log of all that happened",
                        "  perfq events --sha 8ce2287\n  perfq events --follow --json");
  const auto options = std::make_shared<EventsOptions>();
  add_number(verb, "--after", options->after, Range{0}, "only those after this cursor");
  add_flag(verb, "--follow", options->follow, "go on with those to come, until stopped");
  add_sha(verb, "--sha", options->sha, false, "only those of this request");
  when_given(verb, [&line, options] { line.verb = *options; });
}

}  // namespace

void add_status_verbs(CLI::App& app, CommandLine& line) {
  add_status(app, line);
  add_wait(app, line);
  add_results(app, line);
  add_logs(app, line);
  add_events(app, line);
}

}  // namespace perfq::cli
