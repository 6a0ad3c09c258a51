#pragma once

#include <perfq/error.hpp>
#include <perfq/event.hpp>
#include <perfq/group.hpp>
#include <perfq/job.hpp>
#include <perfq/lease.hpp>
#include <perfq/process.hpp>
#include <perfq/step.hpp>
#include <perfq/waiter.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace perfq {

/// How long an acknowledged write lives: `full` survives a power cut, `normal` a crash of the
/// program (SQLite only; PostgreSQL follows its own `synchronous_commit`).
enum class Durability { full, normal };

struct OpenOptions {
  /// The clock of every call; missing: the database's own (PostgreSQL: the server, SQLite: the
  /// host).
  std::function<Timestamp()> clock = {};
  /// Uniform 64-bit numbers for tokens, session ids and jitter; missing: the system's generator.
  /// Called by one thread at a time.
  std::function<std::uint64_t()> random = {};
  Durability durability = Durability::full;
  /// Who is written into the log; missing: user@host (PostgreSQL: the role).
  std::string actor = {};
  /// How often claims look for expired leases and due jobs while there is enough to claim; missing:
  /// a hundred times a second on SQLite, ten times on PostgreSQL. Where that takes long (beside a
  /// snapshot that somebody holds) they do so more rarely: up to 300 intervals apart, or 30 s.
  std::optional<microseconds> sweep_interval = {};
  std::size_t payload_limit_bytes = 16u << 20;
  /// How long an unreachable or busy database is tried before a call gives up; one that is silent
  /// in the midst of a call is waited for as long, 1 s at least, before it counts as unreachable.
  microseconds give_up_after = std::chrono::seconds{10};
  /// SQLite: create the file and its schema, and bring an older one up to date. PostgreSQL is only
  /// ever migrated by `migrate`.
  bool migrate = true;
};

/// What cancel, retry and their like did.
enum class Change {
  done,
  unchanged,  ///< it was so already
  requested,  ///< cancel of a running job: its worker hears with its next heartbeat
  not_found,
  refused,  ///< its state forbids it
  conflict  ///< retry: another job bears its unique key by now
};

/// A durable queue in one SQLite file or one PostgreSQL schema, with one behaviour on both.
///
/// Threads: one open queue serves all threads of a process, every call at any time. Across fork it
/// must not be used. Ownership: values are copies; nothing returned refers into the queue.
/// Errors: `perfq::Error`; after one nothing was changed, unless `effect_unknown()`.
/// A batch is one transaction: either the whole call took effect or nothing did, but a stale token
/// in a batch is refused alone.
class Queue {
 public:
  class Impl;
  explicit Queue(std::unique_ptr<Impl> impl);
  Queue(Queue&&) noexcept;
  Queue& operator=(Queue&&) noexcept;
  ~Queue();

  // Jobs in.

  Enqueued enqueue(const NewJob& job);
  /// All or none; `Error{invalid}` names the first bad one by its number, from 1. Where the answer
  /// to the commit was lost, jobs that all bear a unique key are looked for before they are
  /// enqueued again; others are not: `effect_unknown()`.
  std::vector<Enqueued> enqueue(std::span<const NewJob> jobs);

  /// A group and its jobs (their `group` is ignored) at once. A group without jobs finishes at
  /// once; where none is required all are.
  GroupId enqueue_group(std::string_view kind, std::span<const NewJob> jobs);

  // A submitter's life.

  /// Enqueues a job and waits for it under a name, or joins the unfinished job that bears its
  /// unique key: that one runs once for all its waiters. Of a job with several submitters the most
  /// patient one decides when it is given up, `enqueue` being as patient as can be.
  Submitted submit(const NewJob& job, const SubmitOptions& options = {});
  /// Waits until the job has ended; nothing after the limit or on a stop. Anybody may wait for any
  /// job, and again after a crash: nothing of it is in the process. `Error{not_found}`: there is no
  /// such job, or it was pruned meanwhile.
  std::optional<Job> wait(JobId job, const WaitRequest& request = {});
  /// Of a job that has not been pruned, in the order of their names; the dead ones too.
  std::vector<Waiter> waiters(JobId job);
  /// The job that succeeded last of those that bore the unique key.
  std::optional<Job> find_result(std::string_view queue, std::string_view unique_key);

  // A worker's life.

  /// A new life of a worker; a heartbeat that names it keeps it known as alive.
  std::string start_session(std::string_view worker, std::string_view version, microseconds lease);
  /// Releases what the session still holds, uncharged.
  void end_session(std::string_view session);

  /// Leases up to `max` jobs, best first: by priority, rank, due time, id; the worker's own expired
  /// ones before all. Waits as the request says. On a stop or after the wait: empty.
  /// Where the answer to its commit was lost it looks what it took, and answers that.
  ClaimAnswer claim(const ClaimRequest& request);

  /// Renews the leases, and the session where one is named. A lease is never renewed past its job's
  /// time limit and 15 s. `lease` is the new length; 0: as long as before.
  std::vector<Renewal> heartbeat(std::span<const Lease> leases, microseconds lease,
                                 std::string_view session = {});
  /// Keeps the last output of a running job, replacing what was kept for this lease.
  Ack keep_output(const Lease& lease, std::string_view tail);

  Ack complete(const Lease& lease, std::string_view result_json = {});
  std::vector<Ack> complete(std::span<const Completion> completions);
  /// `complete`, then `claim`: in one transaction, where there is something to claim. Both together
  /// take the time of one, and threads that call this at the same time share it. After an error the
  /// completions may have taken effect: make the call again, as after any.
  Exchanged complete_and_claim(std::span<const Completion> completions,
                               const ClaimRequest& request);
  Ack fail(const Failure& failure);
  Ack release(const Release& release);
  Ack report_steps(const Lease& lease, std::span<const StepReport> steps);

  // An operator's calls.

  Change cancel(JobId job);
  /// A terminal job anew, with fresh attempts. One that had succeeded forgets its steps.
  Change retry(JobId job);
  /// Claims stop at once for that name, known or not, until `resume`.
  void drain(std::string_view worker);
  void resume(std::string_view worker);
  /// Deletes terminal jobs that ended before `age` ago with their history, in small transactions.
  /// Jobs of an unfinished group stay. Events older than that and of no job left go after them; so
  /// do old events of neither job nor group unless `states` are named. Who reads them in between
  /// finds them without what the job's attempt told. Returns how many jobs.
  std::int64_t prune(microseconds age, std::span<const JobState> states = {}, bool dry_run = false);

  // Looking.

  std::optional<Job> find(JobId job);
  std::vector<Attempt> attempts(JobId job);
  std::vector<Step> steps(JobId job);
  /// The output kept of a lease (0: the last one).
  std::optional<std::string> output(JobId job, int lease = 0);
  std::optional<Group> group(GroupId group);
  std::vector<Job> group_jobs(GroupId group);

  struct JobFilter {
    std::string queue = {};  ///< empty: all
    std::optional<JobState> state = {};
    int limit = 1000;
  };

  /// Newest first.
  std::vector<Job> list(const JobFilter& filter);

  /// Events after a cursor (0: the oldest kept), in order; a later call never yields a smaller
  /// cursor that an earlier one left out. `Error{invalid}`: no such cursor here, or history up to
  /// it was pruned.
  std::vector<Event> events(std::int64_t after, int limit = 1000);
  /// Waits until something may have changed; false after `wait` or on a stop. It may return early.
  bool wait_for_change(microseconds wait, std::stop_token stop = {});

  /// The database's clock, or the one of the options.
  Timestamp now();
  /// The database in words, any password left out.
  std::string database() const;

  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// Opens `sqlite:PATH`, `sqlite::memory:`, `postgresql://…` or `postgres://…` (what libpq takes;
/// `?schema=NAME` chooses the schema, `perfq` unless said). `Error{invalid}`: no such URL.
Queue open(const std::string& url, OpenOptions options = {});

}  // namespace perfq
