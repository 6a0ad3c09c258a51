#include "parse_option.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfq::cli {

namespace {

void add_heartbeat(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "heartbeat", "Renew the lease of a running job",
                        "  perfq heartbeat 17 --token \"$token\"");
  const auto options = std::make_shared<HeartbeatOptions>();
  add_lease(verb, options->lease);
  add_duration(verb, "--lease", options->length, "its new length; else as long as before");
  when_given(verb, [&line, options] {
    check_lease(options->lease);
    line.verb = *options;
  });
}

void add_complete(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "complete", "Say that a job has succeeded, and store its result",
                        "  perfq complete 17 --token \"$token\" --result '{\"wall_s\":1.5}'\n"
                        "  perfq complete 17 --token \"$token\" --result @result.json");
  const auto options = std::make_shared<CompleteOptions>();
  add_lease(verb, options->lease);
  add_text(verb, "--result", options->result, "JSON, @FILE or - for stdin");
  when_given(verb, [&line, options] {
    check_lease(options->lease);
    line.verb = *options;
  });
}

void check_fail(const FailOptions& options) {
  check_lease(options.failure.lease);
  if (options.failure.error.empty()) {
    throw Error(ErrorKind::invalid, "--error: say what went wrong, as TEXT, @FILE or -");
  }
  const bool final = options.failure.permanent || options.artifact;
  if (final && options.failure.retry_in) {
    throw Error(ErrorKind::invalid, "--retry-in: a permanent failure is not run again");
  }
}

void add_fail(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "fail", "Say that a job has failed; it is run again while it may",
                        "  perfq fail 17 --token \"$token\" --error 'out of memory'\n"
                        "  perfq fail 17 --token \"$token\" --error @stderr.txt --permanent");
  const auto options = std::make_shared<FailOptions>();
  auto& failure = options->failure;
  const auto set_retry = [options](const std::string& text) {
    options->failure.retry_in = read_duration(text, "--retry-in", true);
  };
  add_lease(verb, failure.lease);
  add_text(verb, "--error", failure.error, "what went wrong: TEXT, @FILE or - for stdin");
  add_flag(verb, "--permanent", failure.permanent, "don't run it again");
  add_option(verb, "--retry-in", "DURATION", set_retry, "run it again then; else with backoff");
  add_flag(verb, "--artifact", options->artifact, "the artifact is bad for this target");
  when_given(verb, [&line, options] {
    check_fail(*options);
    line.verb = *options;
  });
}

void add_release(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "release", "Hand a job back; the attempt is not charged",
                        "  perfq release 17 --token \"$token\" --reason 'the machine is busy'");
  const auto options = std::make_shared<ReleaseOptions>();
  add_lease(verb, options->release.lease);
  add_text(verb, "--reason", options->release.reason, "why, kept with the attempt");
  when_given(verb, [&line, options] {
    check_lease(options->release.lease);
    line.verb = *options;
  });
}

void add_step_states(CLI::App& verb, const std::shared_ptr<StepOptions>& options,
                     const std::shared_ptr<int>& states) {
  const auto set_state = [options, states](StepState state) {
    options->report.state = state;
    ++*states;
  };
  verb.add_flag_callback(
      "--start", [=] { set_state(StepState::start); }, "it begins");
  verb.add_flag_callback(
      "--done", [=] { set_state(StepState::done); }, "it is done");
  const auto set_failed = [=](const std::string& text) {
    options->report.error = text;
    set_state(StepState::fail);
  };
  add_option(verb, "--fail", "TEXT", set_failed, "it went wrong: TEXT, @FILE or - for stdin");
}

void add_step(CLI::App& app, CommandLine& line) {
  auto& verb = add_verb(app, "step", "Report a checkpoint inside a running job",
                        "  perfq step 17 regex-1.5.5 --token \"$token\" --start\n"
                        "  perfq step 17 regex-1.5.5 --token \"$token\" --done --result 1.5");
  const auto options = std::make_shared<StepOptions>();
  const auto states = std::make_shared<int>(0);
  const auto set_step = [options](const std::string& text) {
    options->report.step = read_name(text, "NAME");
  };
  add_lease(verb, options->lease);
  add_positional(verb, "NAME", true, set_step, "the step's name");
  add_step_states(verb, options, states);
  add_text(verb, "--result", options->result, "JSON, @FILE or - for stdin");
  when_given(verb, [&line, options, states] {
    check_lease(options->lease);
    if (*states != 1) {
      throw Error(ErrorKind::invalid, "give --start, --done or --fail TEXT, one of the three");
    }
    line.verb = *options;
  });
}

}  // namespace

void add_work_verbs(CLI::App& app, CommandLine& line) {
  add_heartbeat(app, line);
  add_complete(app, line);
  add_fail(app, line);
  add_release(app, line);
  add_step(app, line);
}

}  // namespace perfq::cli
