#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfq::cli {

namespace {

void add_request_options(CLI::App& verb, NewRequest& request) {
  const auto set_kind = [&request](const std::string& text) {
    request.kind = read_request_kind(text, "--kind");
  };
  const auto set_date = [&request](const std::string& text) {
    request.date = read_time(text, "--date");
  };
  add_option(verb, "--kind", "KIND", set_kind, "master (unless said otherwise), try or release");
  add_sha(verb, "--parent", request.parent, false, "the commit that it follows");
  add_number(verb, "--pr", request.pr, any_id, "its pull request");
  add_option(verb, "--date", "TIME", set_date, "when it was made, RFC 3339");
  add_number(verb, "--priority", request.priority, any_priority,
             "-1000 to 1000; else release 30, master 20, try 10");
  add_names(verb, "--target", "T", request.targets, "where it is run; may be given again");
  add_names(verb, "--backend", "B", request.backends, "a backend; may be given again");
  add_names(verb, "--profile", "P", request.profiles, "a profile; may be given again");
  add_name(verb, "--suite", request.suite, "what it is split by; else the suite loaded last");
  add_flag(verb, "--backfill-parent", request.backfill_parent,
           "make the jobs that its parent lacks, too");
  add_flag(verb, "--waiting", request.waiting,
           "not built yet: nothing is run until it is enqueued without this");
  add_number(verb, "--max-attempts", request.max_attempts, any_attempts, "of each job; else 3");
  add_duration(verb, "--timeout", request.time_limit, "of one attempt of a job; else 4h");
}

void add_enqueue(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "enqueue", "Ask for a commit or a release to be benchmarked",
                        "  perfq enqueue 8ce2287 --parent c6a9554 --pr 142299\n"
                        "  perfq enqueue --from commits.jsonl --backend llvm");
  const auto options = std::make_shared<EnqueueOptions>();
  add_sha(verb, "SHA", options->request.sha, false, "the commit or tag");
  add_option(
      verb, "--from", "FILE", [options](const std::string& text) { options->from = text; },
      "many: a JSON object a line, with these options' names; - is stdin");
  add_request_options(verb, options->request);
  add_flag(verb, "--dry-run", options->dry_run, "say what it would come to, change nothing");
  when_given(verb, [&line, options] {
    if (options->request.sha.empty() == options->from.empty()) {
      throw Error(ErrorKind::invalid, "give a SHA or --from FILE, one of the two");
    }
    line.verb = *options;
  });
}

void add_cancel(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "cancel", "Cancel a request or one job",
                        "  perfq cancel 8ce2287\n  perfq cancel --job 17");
  const auto options = std::make_shared<CancelOptions>();
  add_subject(verb, options->subject, "the request");
  when_given(verb, [&line, options] {
    check_subject(options->subject);
    line.verb = *options;
  });
}

void add_retry(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "retry", "Run the ended jobs of a request anew, or one job",
                        "  perfq retry 8ce2287 --failed\n  perfq retry --job 17");
  const auto options = std::make_shared<RetryOptions>();
  add_subject(verb, options->subject, "the request");
  add_flag(verb, "--failed", options->only_failed, "only its failed jobs");
  when_given(verb, [&line, options] {
    check_subject(options->subject);
    line.verb = *options;
  });
}

void add_prioritize(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "prioritize", "Give a request another priority",
                        "  perfq prioritize 8ce2287 25\n  perfq prioritize 8ce2287 -5");
  const auto options = std::make_shared<PrioritizeOptions>();
  const auto set_priority = [options](const std::string& text) {
    options->priority = static_cast<int>(read_number(text, "N", any_priority));
  };
  add_sha(verb, "SHA", options->subject.sha, true, "the request, or 7 and more of its beginning");
  add_positional(verb, "N", true, set_priority,
                 "-1000 to 1000, higher is run first; its parents are lifted to it");
  when_given(verb, [&line, options] { line.verb = *options; });
}

void check_prune(const PruneOptions& options) {
  if (options.sha.empty() == !options.older_than) {
    throw Error(ErrorKind::invalid, "give a SHA or --older-than DURATION, one of the two");
  }
  if (!options.sha.empty() && !options.yes) {
    throw Error(ErrorKind::invalid, "this deletes the request with its history: add --yes");
  }
  if (!options.sha.empty() && (options.dry_run || !options.states.empty())) {
    throw Error(ErrorKind::invalid, "--state and --dry-run go with --older-than, not with a SHA");
  }
}

void add_prune(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "prune", "Delete what ended long ago, with its history",
                        "  perfq prune --older-than 90d --state cancelled --dry-run\n"
                        "  perfq prune 8ce2287 --yes");
  const auto options = std::make_shared<PruneOptions>();
  const auto set_age = [options](const std::string& text) {
    options->older_than = read_duration(text, "--older-than", true);
  };
  const auto add_state = [options](const std::string& text) {
    const auto state = read_group_state(text, "--state");
    if (!is_terminal(state)) refuse("--state", text, "has not ended: nothing of it is pruned");
    options->states.push_back(state);
  };
  add_sha(verb, "SHA", options->sha, false, "one request, with --yes");
  add_flag(verb, "--yes", options->yes, "delete that request");
  add_option(verb, "--older-than", "DURATION", set_age, "all that ended longer ago");
  add_repeated(verb, "--state", "S", add_state, "only finished, failed or cancelled ones");
  add_flag(verb, "--dry-run", options->dry_run, "say how many, delete nothing");
  when_given(verb, [&line, options] {
    check_prune(*options);
    line.verb = *options;
  });
}

}  // namespace

void add_request_verbs(CLI::App& app, CommandLine& line) {
  add_enqueue(app, line);
  add_cancel(app, line);
  add_retry(app, line);
  add_prioritize(app, line);
  add_prune(app, line);
}

}  // namespace perfq::cli
