#pragma once

#include <perfq/queue.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace perfq {

enum class RequestKind { master, try_, release };

std::string_view to_text(RequestKind kind);  ///< `master`, `try`, `release`
std::optional<RequestKind> parse_request_kind(std::string_view text);

/// One artifact to be benchmarked, as it is asked for. What is not given is not compared when the
/// same SHA is enqueued again.
struct NewRequest {
  /// A SHA or tag: 1 to 255 of `A-Za-z0-9._+/-`, beginning with a letter or digit.
  std::string sha;
  std::optional<RequestKind> kind = {};  ///< master
  std::string parent = {};
  std::optional<std::int64_t> pr = {};
  std::optional<Timestamp> date = {};
  std::optional<int> priority = {};  ///< release 30, master 20, try 10
  std::vector<std::string> targets = {};
  std::vector<std::string> backends = {};
  std::vector<std::string> profiles = {};
  std::string suite = {};  ///< what it is split by; empty: the default suite, where one is loaded
  /// The jobs of its parent that are missing are made too, as jobs of this request.
  bool backfill_parent = false;
  /// The artifact is not built yet: no jobs are made until the request is enqueued without this.
  bool waiting = false;
  std::optional<int> max_attempts = {};
  std::optional<microseconds> time_limit = {};
};

struct EnqueuedRequest {
  std::string sha;
  bool created = false;
  GroupState state = GroupState::queued;
  int jobs = 0;
  std::optional<int> position = {};   ///< 1 is next; nothing when not queued
  std::optional<Timestamp> eta = {};  ///< of a rehearsal: as of `RequestStatus`
};

/// What a job of a request is about.
struct BenchJob {
  std::string sha;
  std::string parent;
  RequestKind request_kind = RequestKind::master;
  std::string kind;
  std::string target;
  std::string backend;
  std::string profile;
  int set = 0;
  std::vector<std::string> benchmarks;
  std::optional<microseconds> step_limit;  ///< of its suite: how long a step may take
  /// The dead collector whose set it is, where another one took it over; else empty.
  std::string moved_from;
};

struct NewCollector {
  std::string id;
  /// Empty: this machine's `arch-os`; where a suite is loaded, its only target of that architecture
  /// and system.
  std::string target = {};
  std::vector<int> sets = {};  ///< empty: all
  int slots = 1;
  std::map<std::string, std::string> labels = {};
  /// PostgreSQL: only members of this role claim under its id; empty, and missing for a new one:
  /// whoever may claim.
  std::optional<std::string> role = {};
};

enum class CollectorState { idle, busy, offline, draining, drained, quarantined };

std::string_view to_text(CollectorState state);

struct RunningJob {
  JobId job = 0;
  std::string sha;
  int set = 0;
  std::string backend;
  std::string profile;
  int attempt = 0;
  std::optional<Timestamp> started_at;
  std::string step;
  int steps_done = 0;
  int steps_total = 0;
};

struct Collector {
  std::string id;
  std::string target;
  std::vector<int> sets;  ///< empty: all
  int slots = 1;
  std::map<std::string, std::string> labels;
  std::string role;  ///< empty: it is bound to none
  CollectorState state = CollectorState::offline;
  std::string version;
  Timestamp added_at{};
  std::optional<Timestamp> last_seen_at;
  std::string session;
  std::vector<RunningJob> running;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::optional<double> average_job_s;
};

struct CollectorClaim {
  std::string collector;
  std::string session = {};
  std::string version = {};
  int max = 1;
  microseconds lease = std::chrono::seconds{60};
  microseconds wait{0};
  bool takeover = false;
  std::stop_token stop = {};
};

struct ClaimedBench {
  Claimed claimed;
  /// What the job is about; nothing for a job that no request made.
  std::optional<BenchJob> bench;
};

enum class FleetRefusal {
  none,
  unknown_collector,
  draining,      ///< or quarantined, or drained: `reason` says which
  slots_in_use,  ///< live leases of another session or call hold all slots: `reason` names the job
  wrong_version  ///< the next job's request, `sha`, is pinned to `required_version`
};

struct FleetAnswer {
  std::vector<ClaimedBench> jobs;
  FleetRefusal refusal = FleetRefusal::none;
  std::string reason;
  /// Of slots in use: until the first of those leases runs out, unless it is renewed.
  microseconds lease_left{0};
  /// Of slots in use: its process is seen on this machine, or its lease was renewed meanwhile.
  bool holder_alive = false;
  /// Of slots in use: some by the session that asks, of another thread of its or of a claim whose
  /// answer it never heard.
  bool held_by_this_session = false;
  std::string required_version = {};
  std::string sha = {};
  /// Of a quarantine that ends by itself: its next job is a probe, which brings it back if it
  /// succeeds.
  std::optional<Timestamp> quarantined_until = {};
};

struct JobCounts {
  int queued = 0;
  int running = 0;
  int succeeded = 0;
  int failed = 0;
  int cancelled = 0;
  int total = 0;
  int required = 0;
  int required_ended = 0;
};

struct TargetStatus {
  std::string target;
  std::string state;
  JobCounts jobs;
};

struct JobStatus {
  Job job;
  bool late = false;  ///< it ended after its request had, which did not wait for it
  std::optional<BenchJob> bench;
  std::vector<Attempt> attempts;
  std::vector<Step> steps;
};

struct RequestStatus {
  Group group;
  std::string sha;
  RequestKind kind = RequestKind::master;
  std::string parent;
  std::optional<std::int64_t> pr;
  std::optional<Timestamp> date;
  int priority = 0;
  std::string suite;
  int suite_version = 0;
  std::optional<int> position;
  std::string reason;          ///< why it stands where it stands, in a sentence
  std::string pinned_version;  ///< the code version that its jobs go to; empty: none yet
  JobCounts jobs;
  double progress = 0;  ///< share of required jobs that have ended, 0 to 1
  /// When its last required job will have ended; nothing: nobody can tell.
  std::optional<Timestamp> eta;
  std::vector<std::string> missing;
  std::vector<TargetStatus> targets;
  std::optional<std::string> problem;
};

struct QueueStatus {
  int queued = 0;  ///< the delayed and the unplaceable too
  int running = 0;
  int delayed = 0;
  int unplaceable = 0;
  std::optional<double> oldest_queued_s;
};

struct Status {
  std::string database;
  Timestamp now{};
  int schema_version = 0;
  QueueStatus queue;
  std::vector<RequestStatus> requests;
  std::vector<Collector> collectors;
};

/// A suite as it was loaded; each content of a name is a version.
struct SuiteVersion {
  std::string name;
  int version = 0;
  /// What collectors are to check out for it: its requests are pinned to that; empty: to the
  /// version of whoever claims first.
  std::string code_version;
  Timestamp loaded_at{};
  std::string actor;
  bool is_default = false;
};

struct Suite;

/// What loading a suite came to.
struct LoadedSuite {
  SuiteVersion version;
  bool created = false;  ///< false: that content was there already
  /// Requests that had not started, now split by this version.
  std::vector<std::string> split_anew;
  /// Those that it could not split: they name what it does not list.
  std::vector<std::string> kept;
};

struct StatusQuery {
  int limit = 20;  ///< of the unfinished, and of the finished ones
  std::vector<GroupState> states = {};
};

struct ResultRow {
  std::string sha;
  JobId job = 0;
  BenchJob bench;
  JobState state = JobState::queued;
  std::string collector;
  int attempts = 0;
  std::string result_json;
  bool late = false;  ///< as of `JobStatus`
  std::vector<Step> steps;
};

/// The benchmark layer: requests, collectors and what they have done, over a queue that outlives
/// it. Threads, errors and what is unchanged after one: as `Queue`.
///
/// Where a SHA is taken an unambiguous prefix of 7 or more serves as well; `Error{not_found}` and
/// `Error{invalid}` (ambiguous, naming the candidates) say what was wrong.
class Fleet {
 public:
  explicit Fleet(Queue& queue) : queue_(&queue) {}

  // Requests.

  /// `Error{conflict}`: that SHA stands for a different request; says what differs.
  EnqueuedRequest enqueue(const NewRequest& request);
  /// All or none; `Error{invalid}` names the first bad one by its number, from 1.
  std::vector<EnqueuedRequest> enqueue(std::span<const NewRequest> requests);
  /// What `enqueue` would answer now; changes nothing.
  std::vector<EnqueuedRequest> rehearse(std::span<const NewRequest> requests);
  /// The full SHA.
  std::string resolve(std::string_view sha_prefix);
  Change cancel(std::string_view sha);
  /// All its ended jobs anew, or only the failed ones. It stays pinned to its code version, unless
  /// all run anew and neither a running job nor a finished step of that version is left.
  Change retry(std::string_view sha, bool only_failed);
  /// `Error{invalid}`: not -1000 to 1000. Refused where it has ended; a waiting one keeps it for
  /// later. Parents whose jobs are still queued are lifted to it.
  Change prioritize(std::string_view sha, int priority);
  /// Deletes one ended request with everything of it.
  Change prune(std::string_view sha);
  /// Deletes ended requests (and other terminal jobs) that ended before; see `Queue::prune`.
  std::int64_t prune(microseconds age, std::span<const GroupState> states, bool dry_run);

  // Suites (perfq/suite.hpp).

  /// Makes it the default one; requests that have not started are split anew. Equal content makes
  /// no new version. A code version given is that of the suite's version from now on.
  LoadedSuite load_suite(const Suite& suite, std::string_view code_version = {});
  /// What `load_suite` would answer now; changes nothing.
  LoadedSuite rehearse_suite(const Suite& suite, std::string_view code_version = {});
  /// All versions, the default suite's newest first.
  std::vector<SuiteVersion> suites();
  /// Empty name: the default suite; 0: its newest version. `Error{not_found}`.
  std::pair<SuiteVersion, Suite> suite(std::string_view name = {}, int version = 0);

  // Collectors.

  /// False: it stands there just so. `Error{conflict}`: it stands there with other data, or another
  /// collector serves one of its sets, in a target that a suite names and doesn't call a pool.
  bool add_collector(const NewCollector& collector);
  /// Changes what is given (empty fields but the role, and 0 slots, stay); `Error{not_found}`.
  void change_collector(const NewCollector& collector);
  std::vector<Collector> collectors();
  std::optional<Collector> collector(std::string_view id);
  /// It claims nothing more; claims that no heartbeat, step or output was heard of since go back at
  /// once, uncharged. With `now` all its leases do.
  void drain_collector(std::string_view id, bool now);
  /// Ends a drain and a quarantine. `Error{not_found}`.
  void resume_collector(std::string_view id);
  /// Claims stop, history stays. `Error{not_found}`.
  void remove_collector(std::string_view id);
  std::vector<std::string> labelled(std::string_view key, std::string_view value);

  /// As `Queue::claim`, for the jobs that belong to a collector, within its slots. Its own
  /// interrupted job comes first, at once where the old session's process is provably gone.
  ///
  /// The first claim with a version pins the request to it. A claim with another version gets the
  /// jobs that come before the first one of such a request, and is refused where there is none
  /// (`wrong_version`, without waiting), unless the pinned version has died out: then the request
  /// is pinned anew, what was done under the old version runs again, uncharged, and an event
  /// `request.repinned` says so. A claim without a version neither pins nor is refused.
  FleetAnswer claim(const CollectorClaim& claim);
  /// A job's artifact can't be had, or is bad, for its target: all jobs of it there that have not
  /// ended fail for good at once, those that others run too. Three requests in a row, no job of its
  /// own done in between, put the collector in quarantine until it is resumed, and what it called
  /// bad back in the queue. `Error{invalid}`: no request made the job.
  Ack fail_artifact(const Lease& lease, std::string_view error);
  /// What a job is about; nothing for one that no request made.
  std::optional<BenchJob> describe(JobId job);

  // Looking.

  Status status(const StatusQuery& query);
  RequestStatus status(std::string_view sha);
  std::vector<JobStatus> jobs(std::string_view sha);
  JobStatus job(JobId job);
  /// Of the jobs about an artifact, also those that a child's request made.
  std::vector<ResultRow> results(std::string_view sha);
  /// The SHA that an event is about; empty for none.
  std::vector<std::string> shas_of(std::span<const Event> events);

  Queue& queue() { return *queue_; }

 private:
  Queue* queue_;
};

/// This machine's `arch-os`, such as `x86_64-linux`.
std::string this_machine_target();

}  // namespace perfq
