#pragma once

#include <perfq/access.hpp>
#include <perfq/autoscale.hpp>
#include <perfq/bench_runner.hpp>
#include <perfq/fleet.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace perfq::cli {

/// What every verb takes.
struct GlobalOptions {
  std::string db;
  bool json = false;
};

/// A request by its SHA or a job by its number: one of the two.
struct Subject {
  std::string sha;
  JobId job = 0;
};

struct EnqueueOptions {
  NewRequest request;  ///< with `from`: what a line does not say
  std::string from;
  bool dry_run = false;
};

struct ClaimOptions {
  CollectorClaim collector;
  ClaimRequest plain;
  bool from_queue = false;
};

struct BenchNextOptions {
  BenchRun run;
};

struct HeartbeatOptions {
  Lease lease;
  microseconds length{0};  ///< 0: as long as before
};

/// Texts here may be `@FILE` or `-`.
struct CompleteOptions {
  Lease lease;
  std::optional<std::string> result;
};

struct FailOptions {
  Failure failure;
  bool artifact = false;
};

struct ReleaseOptions {
  Release release;
};

struct StepOptions {
  Lease lease;
  StepReport report;
  std::optional<std::string> result;
};

struct StatusOptions {
  Subject subject;
  StatusQuery query;
  std::optional<microseconds> watch;
};

enum class CollectorVerb { add, set, list, show, drain, resume, remove };

struct CollectorOptions {
  CollectorVerb verb = CollectorVerb::list;
  NewCollector collector;
  std::optional<std::pair<std::string, std::string>> label;  ///< instead of an id
  bool wait = false;
  bool now = false;
};

enum class SuiteVerb { load, list, show };

struct SuiteOptions {
  SuiteVerb verb = SuiteVerb::list;
  std::string file;
  std::string code_version;
  bool dry_run = false;
  std::string name;  ///< empty: the default suite
  int version = 0;   ///< 0: the newest
};

struct AutoscaleOptions {
  std::string target;
  Scaling scaling;
};

struct MetricsOptions {};

struct ServeOptions {
  std::string host = "127.0.0.1";
  int port = 9464;  ///< 0: any that is free
};

struct CancelOptions {
  Subject subject;
};

struct RetryOptions {
  Subject subject;
  bool only_failed = false;
};

struct PrioritizeOptions {
  Subject subject;
  int priority = 0;
};

struct PruneOptions {
  std::string sha;
  bool yes = false;
  std::optional<microseconds> older_than;
  std::vector<GroupState> states;
  bool dry_run = false;
};

/// How long somebody waits for a job, and under which name.
struct JobWait {
  std::optional<microseconds> timeout;  ///< nothing: for ever
  std::string waiter;
  microseconds waiter_lease{0};  ///< 0: as long as before
};

struct WaitOptions {
  Subject subject;
  JobWait how;
};

struct ResultsOptions {
  std::string sha;
  std::string against;
  bool csv = false;
};

struct LogsOptions {
  JobId job = 0;
  int attempt = 0;  ///< 0: the last one
  bool follow = false;
};

struct EventsOptions {
  std::int64_t after = 0;
  bool follow = false;
  std::string sha;
};

struct JobAddOptions {
  NewJob job;  ///< with `from`: what a line does not say
  std::optional<std::string> payload;
  std::string from;
  SubmitOptions submit;
  bool submits = false;  ///< somebody is to wait for it
  bool waits = false;    ///< and does so here
  std::optional<microseconds> wait;
};

struct JobListOptions {
  Queue::JobFilter filter;
};

struct MigrateOptions {
  Access access;
  bool check = false;
  bool dry_run = false;
  bool show_sql = false;
};

struct DoctorOptions {};

using Verb =
    std::variant<std::monostate, EnqueueOptions, ClaimOptions, BenchNextOptions, HeartbeatOptions,
                 CompleteOptions, FailOptions, ReleaseOptions, StepOptions, StatusOptions,
                 CollectorOptions, SuiteOptions, AutoscaleOptions, MetricsOptions, ServeOptions,
                 CancelOptions, RetryOptions, PrioritizeOptions, PruneOptions, WaitOptions,
                 ResultsOptions, LogsOptions, EventsOptions, JobAddOptions, JobListOptions,
                 MigrateOptions, DoctorOptions>;

struct CommandLine {
  GlobalOptions global;
  Verb verb;
};

}  // namespace perfq::cli
