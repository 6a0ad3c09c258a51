#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace perfq::cli {

namespace {

void add_when(CLI::App& verb, const std::shared_ptr<JobAddOptions>& options) {
  const auto set_time = [options](const std::string& text) {
    options->job.run_at = read_time(text, "--run-at");
  };
  const auto set_delay = [options](const std::string& text) {
    options->job.delay = read_duration(text, "--delay", true);
  };
  add_option(verb, "--run-at", "TIME", set_time, "not before, RFC 3339");
  add_option(verb, "--delay", "DURATION", set_delay, "not before so long from now");
}

void add_job_options(CLI::App& verb, const std::shared_ptr<JobAddOptions>& options) {
  auto& job = options->job;
  const auto set_queue = [options](const std::string& text) {
    options->job.queue = read_queue(text, "--queue");
  };
  add_option(verb, "--queue", "Q", set_queue, "the stream of jobs that it joins");
  add_name(verb, "--kind", job.kind, "what it is; else job");
  add_text(verb, "--payload", options->payload, "JSON, @FILE or - for stdin; else null");
  add_number(verb, "--priority", job.priority, any_priority, "higher is claimed first; else 0");
  add_when(verb, options);
  add_name(verb, "--unique", job.unique_key, "no second unended job with that key");
  add_name(verb, "--affinity", job.affinity, "only for workers with that label");
  add_number(verb, "--max-attempts", job.max_attempts, any_attempts, "else 3");
  add_duration(verb, "--timeout", job.time_limit, "of one attempt; else 4h");
}

// Without a value it waits for ever.
void add_job_wait(CLI::App& verb, const std::shared_ptr<JobAddOptions>& options) {
  const auto set_wait = [options](const std::string& text) {
    options->waits = true;
    if (!text.empty()) options->wait = read_duration(text, "--wait", true);
  };
  add_optional_value(verb, "--wait", "DURATION", set_wait,
                     "until it has ended, or so long (then exit 3); prints its result");
}

void add_submit_options(CLI::App& verb, const std::shared_ptr<JobAddOptions>& options) {
  auto& submit = options->submit;
  add_job_wait(verb, options);
  add_duration(verb, "--queue-timeout", submit.queue_timeout,
               "cancel it where nobody has claimed it by then");
  add_flag(verb, "--cancel-if-abandoned", submit.cancel_if_abandoned,
           "cancel it where nobody waits for it any more");
  add_name(verb, "--waiter", submit.waiter, "the name to wait under; else a fresh one");
  add_duration(verb, "--waiter-lease", submit.waiter_lease,
               "how long a silent waiter counts as alive; else 60s");
}

/// Whether somebody is to wait for the job, here or elsewhere.
bool is_submitted(const CLI::App& verb) {
  for (const auto* option :
       {"--wait", "--queue-timeout", "--cancel-if-abandoned", "--waiter", "--waiter-lease"}) {
    if (verb.count(option) > 0) return true;
  }
  return false;
}

void check_job_add(const JobAddOptions& options, bool queue_given) {
  if (!queue_given) throw Error(ErrorKind::invalid, "give --queue Q: which queue it joins");
  if (options.job.run_at && options.job.delay != microseconds{0}) {
    throw Error(ErrorKind::invalid, "give --run-at or --delay, not both");
  }
  if (options.submits && !options.from.empty()) {
    throw Error(ErrorKind::invalid,
                "with --from nobody waits: leave out --wait, --queue-timeout, "
                "--cancel-if-abandoned, --waiter and --waiter-lease");
  }
}

void add_job_add(CLI::App& parent, CommandLine& line) {
  auto& verb = add_verb(parent, "add", "Enqueue a plain job, or many",
                        "  perfq job add --queue render --payload '{\"frame\":7}'\n"
                        "  perfq job add --queue render --from frames.jsonl\n"
                        "  perfq job add --queue render --unique frame-7 --wait 10m");
  const auto options = std::make_shared<JobAddOptions>();
  add_job_options(verb, options);
  add_submit_options(verb, options);
  add_option(
      verb, "--from", "FILE", [options](const std::string& text) { options->from = text; },
      "many: a JSON object a line, with these options' names; - is stdin");
  when_given(verb, [&line, &verb, options] {
    const bool named = verb.count("--queue") > 0;
    options->submits = is_submitted(verb);
    check_job_add(*options, named || !options->from.empty());
    if (!named) options->job.queue.clear();
    line.verb = *options;
  });
}

void add_job_list(CLI::App& parent, CommandLine& line) {
  auto& verb = add_verb(parent, "list", "Jobs, the newest first",
                        "  perfq job list --queue render --state failed");
  const auto options = std::make_shared<JobListOptions>();
  const auto set_state = [options](const std::string& text) {
    options->filter.state = read_job_state(text, "--state");
  };
  add_name(verb, "--queue", options->filter.queue, "only of that queue");
  add_option(verb, "--state", "S", set_state, "only in that state");
  add_number(verb, "--limit", options->filter.limit, Range{1, 1'000'000}, "at most; else 1000");
  when_given(verb, [&line, options] { line.verb = *options; });
}

// Those of one role are one list.
void add_queue_limit(Access& access, const std::string& text) {
  const auto [role, queue] = read_queue_limit(text, "--row-security");
  const auto same = [&role = role](const QueueLimit& limit) { return limit.role == role; };
  auto limit = std::find_if(access.limits.begin(), access.limits.end(), same);
  const bool fresh = limit == access.limits.end();
  if (fresh) limit = access.limits.insert(limit, {role, {}});
  const bool all = queue == "*";
  if (!fresh && (all || limit->queues.empty())) {
    refuse("--row-security", text, "contradicts another one of that role: * stands alone");
  }
  if (!all) limit->queues.push_back(queue);
}

void add_access(CLI::App& verb, const std::shared_ptr<MigrateOptions>& options) {
  const auto grant = [options](const std::string& text) {
    options->access.grants.push_back(read_grant(text, "--grant"));
  };
  const auto limit = [options](const std::string& text) { add_queue_limit(options->access, text); };
  add_repeated(verb, "--grant", "KIND=ROLE", grant,
               "PostgreSQL: let a role be a collector, submitter or reader; may be given again");
  add_repeated(verb, "--row-security", "ROLE=QUEUE", limit,
               "PostgreSQL: the role sees jobs of these queues only (*: of all)");
}

void add_migrate(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "migrate", "Bring the database's schema up to date",
                        "  perfq migrate --db postgresql://perfq@db.example/perfq\n"
                        "  perfq migrate --grant collector=bots --grant reader=grafana\n"
                        "  perfq migrate --check");
  const auto options = std::make_shared<MigrateOptions>();
  add_flag(verb, "--check", options->check, "change nothing; exit 7 where something is to be done");
  add_flag(verb, "--dry-run", options->dry_run, "change nothing; say what would be done");
  add_flag(verb, "--show-sql", options->show_sql, "change nothing; print what would be run");
  add_access(verb, options);
  when_given(verb, [&line, options] {
    const bool grants = !options->access.grants.empty() || !options->access.limits.empty();
    if (grants && (options->check || options->dry_run || options->show_sql)) {
      throw Error(ErrorKind::invalid,
                  "--grant and --row-security change something: leave --check, --dry-run and "
                  "--show-sql out");
    }
    line.verb = *options;
  });
}

void add_doctor(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "doctor", "Check the invariants and look for stuck work",
                        "  perfq doctor || perfq doctor --json > findings.json");
  when_given(verb, [&line] { line.verb = DoctorOptions{}; });
}

}  // namespace

void add_queue_verbs(CLI::App& app, CommandLine& line) {
  auto& job = add_verb(app, "job", "The plain queue under the benchmark layer",
                       "  perfq job add --queue render --payload '{\"frame\":7}'\n"
                       "  perfq job list --queue render");
  job.require_subcommand(1);
  add_job_add(job, line);
  add_job_list(job, line);
  add_migrate(app, line);
  add_doctor(app, line);
}

}  // namespace perfq::cli
