#include "support/statement_walk.hpp"

#include "store/statements.hpp"

#include <algorithm>
#include <set>

namespace perfq::test {
namespace {

using store::ClaimQuery;
using store::null;
using store::Row;
using store::Rows;
using store::Statement;
using store::Value;
using store::Values;

std::set<std::string>& names() {
  static std::set<std::string> names;
  return names;
}

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t start = 1'700'000'000 * second;

Value number(std::int64_t value) {
  return value;
}

class Walk {
 public:
  explicit Walk(store::Database& database)
      : database_(database), statements_(database.statements()) {}

  std::vector<std::string> go() {
    enqueue();
    claims();
    leases();
    operators();
    write_offs();
    submitters();
    groups();
    workers();
    quarantine();
    events();
    pruning();
    return std::move(lines_);
  }

 private:
  Value now() const { return now_us_; }

  Rows run(const Statement& statement, const Values& values) {
    names().insert(std::string{statement.name});
    return note(statement.name, database_.run(statement, values));
  }

  Rows run_each(const Statement& statement, const Values& shared, const std::vector<Values>& rows) {
    names().insert(std::string{statement.name});
    return note(statement.name, database_.run_each(statement, shared, rows));
  }

  /// Rows of commands come in no promised order.
  Rows note(std::string_view name, Rows rows) {
    std::vector<std::string> texts;
    for (const Row& row : rows) {
      std::string text;
      for (std::size_t i = 0; i < row.size(); ++i)
        text += (row.is_null(i) ? "-" : row.text(i)) + " ";
      texts.push_back(text);
    }
    std::sort(texts.begin(), texts.end());
    for (const auto& text : texts) lines_.push_back(std::string{name} + ": " + text);
    if (texts.empty()) lines_.push_back(std::string{name} + ": nothing");
    return rows;
  }

  Values job(const std::string& affinity, std::int64_t priority, Value key = null,
             Value run_at = null, std::int64_t delay = 0, Value group = null) {
    return {"q",   "kind", affinity, R"({"a":"\"b\""})", priority,  number(0),     run_at,
            delay, key,    group,    number(1),          number(3), 3600 * second, 10 * second};
  }

  void claim(const std::string& worker, std::vector<std::string> tokens,
             std::vector<std::string> affinities = {"", "x"}, std::vector<Values> done = {}) {
    std::vector<store::Slot> slots;
    for (std::string& token : tokens) slots.push_back({worker, "s-" + worker, std::move(token)});
    store::ClaimRows rows = database_.claim({.now_us = now_us_,
                                             .queue = "q",
                                             .affinities = std::move(affinities),
                                             .version = worker == "w2" ? "" : "v1",
                                             .lease_us = 60 * second,
                                             .slots = std::move(slots),
                                             .actor = "me",
                                             .done = std::move(done)});
    note("done with a claim", std::move(rows.done));
    note("claim", std::move(rows.leased));
  }

  Values finish(std::int64_t id, const std::string& token, const std::string& state,
                const std::string& outcome, int charge, Value error, Value result,
                std::int64_t delay, std::int64_t avoid, int lapsed) {
    return {id,    token,  state, outcome, number(charge), number(1 - charge),
            error, result, delay, avoid,   number(lapsed)};
  }

  void enqueue() {
    run(statements_.clock, {now()});
    run_each(statements_.enqueue_job, {now(), "me"},
             {job("", 0), job("x", 5), job("", 7, "key"), job("y", 9), job("", 1, "key"),
              job("", 0, null, null, 30 * second), job("", 0, null, now_us_ + 40 * second)});
    run_each(statements_.enqueue_job, {now(), null}, {job("", 0, "key")});
    run(statements_.find_job_by_key, {"q", "key"});
    run(statements_.find_job_made_lately, {"q", "key", number(now_us_)});
    run(statements_.find_job_made_lately, {"q", "key", number(now_us_ + 1)});
    run(statements_.find_job, {number(1)});
    run(statements_.list_jobs, {"q", "queued", number(3)});
    run(statements_.list_jobs, {null, null, number(2)});
    run(statements_.count_jobs, {now()});
    now_us_ += 31 * second;
    run(statements_.promote_due_jobs, {now(), number(10)});
  }

  void claims() {
    claim("w1", {"t1", "t2"});
    claim("w2", {"t3", "t4"}, {"x", "", "x"});
    claim("w1", {"t5"}, {"nobody"});
    now_us_ += 61 * second;
    claim("w2", {"t6"});
    claim("w1", {"t7", "t8"});
  }

  void leases() {
    run_each(statements_.renew_lease, {now(), 90 * second},
             {{number(3), "t7"}, {number(3), "t1"}, {number(2), "t8"}});
    run(statements_.lease_facts, {number(2), "t8"});
    run(statements_.lease_facts, {number(2), "t1"});
    for (const char* state : {"start", "done", "fail"})
      run(statements_.report_step, {now(), number(2), "t8", "compile", state, null, R"({"s":1})"});
    run(statements_.report_step, {now(), number(2), "t1", "stale", "start", null, null});
    run(statements_.list_steps, {number(2)});
    run(statements_.keep_output, {now(), number(2), "t8", "one\ntwo"});
    run(statements_.keep_output, {now(), number(2), "t8", "three\\"});
    run(statements_.keep_output, {now(), number(2), "t1", "stale"});
    run(statements_.find_output, {number(2), number(0)});
    run(statements_.find_output, {number(2), number(1)});
    run_each(statements_.finish_job, {now(), "me"},
             {finish(2, "t8", "succeeded", "succeeded", 1, null, R"({"r":[1]})", 0, 0, 0),
              finish(2, "t1", "failed", "failed", 1, "stale", null, 0, 0, 0),
              finish(3, "t7", "queued", "failed", 1, "it's \"bad\"", null, 10 * second, 60 * second,
                     0)});
    run(statements_.find_job, {number(3)});
    run(statements_.list_attempts, {number(3)});
    run(statements_.outcome_of_lease, {number(3), "t1"});
    run(statements_.forget_steps, {number(2)});
    run(statements_.held_jobs, {"s-w2"});
    run(statements_.find_claimed, {"w2"});
  }

  void operators() {
    run(statements_.cancel_queued_job, {now(), number(4), "me"});
    run(statements_.cancel_queued_job, {now(), number(2), "me"});
    run(statements_.retry_job, {now(), number(4), "me"});
    run(statements_.cancel_queued_job, {now(), number(4), "me"});
    claim("w3", {"t9"});
    run(statements_.held_jobs, {"s-w3"});
    run(statements_.request_cancel, {number(1)});
    run(statements_.request_cancel, {number(1)});
    run(statements_.expire_leases, {now(), "s-w3"});
    now_us_ += 4000 * second;
    const Rows expired = run(statements_.lapsed_for_good, {now(), number(10)});
    for (const Row& row : expired)
      run_each(statements_.finish_job, {now(), "me"},
               {finish(row.integer(0), row.text(1), "cancelled", "cancelled", 0, "gone", null, 0, 0,
                       1)});
    run(statements_.count_jobs, {now()});
  }

  /// One that is queued, one that runs, one that runs and is to be cancelled, one that has ended.
  void write_offs() {
    std::vector<Values> ids;
    for (const Row& row :
         run_each(statements_.enqueue_job, {now(), "me"}, std::vector<Values>(3, job("w", 0))))
      ids.push_back({row.integer(0)});
    claim("w4", {"t13", "t14"}, {"w"});
    run(statements_.request_cancel,
        {database_.run(statements_.held_jobs, {"s-w4"}).at(0).integer(0)});
    ids.push_back({number(2)});
    run_each(statements_.write_off_job, {now(), "me", "it's bad"}, ids);
    ids.pop_back();
    for (const Values& id : ids) run(statements_.find_job, id);
  }

  /// A job that nobody claims in time, one that nobody waits for any more, one that runs.
  void submitters() {
    const auto add = [&](Value key) {
      return run_each(statements_.enqueue_job, {now(), "me"}, {job("s", 0, std::move(key))})
          .at(0)
          .integer(0);
    };
    const auto unclaimed = add("twice");
    const auto abandoned = add(null);
    const auto running = add(null);
    run(statements_.find_job_by_key, {"q", "twice"});
    run(statements_.bound_job, {now(), unclaimed, 10 * second, null});
    run(statements_.find_job_by_key, {"q", "twice"});
    for (const Value& job : {Value{abandoned}, Value{running}}) {
      run(statements_.bound_job, {now(), job, null, 60 * second});
      run(statements_.waiter_seen, {now(), job, "it's me", number(0)});
      run(statements_.waiter_seen, {now(), job, "it's me", 30 * second});
    }
    run(statements_.join_job, {now(), unclaimed, 20 * second, 60 * second, number(0)});
    run(statements_.want_job, {now(), abandoned, 90 * second});
    run(statements_.list_waiters, {abandoned});
    run(statements_.unwanted_jobs, {now(), number(10)});
    submitters_gone(unclaimed, abandoned, running);
  }

  void submitters_gone(std::int64_t unclaimed, std::int64_t abandoned, std::int64_t running) {
    for (const auto id : {unclaimed, abandoned})
      run(statements_.cancel_unwanted_job, {now(), id, "not yet", "me"});
    now_us_ += 20 * second;
    for (const Row& row : run(statements_.unwanted_jobs, {now(), number(10)}))
      run(statements_.cancel_unwanted_job, {now(), row.integer(0), row.text(2), "me"});
    now_us_ += 70 * second;
    // Whichever a claim took first runs.
    claim("w6", {"t15"}, {"s"});
    for (const auto id : {unclaimed, abandoned, running}) {
      run(statements_.cancel_unwanted_job, {now(), id, "it's late", "me"});
      run(statements_.request_unwanted_cancel, {now(), id});
      run(statements_.request_unwanted_cancel, {now(), id});
      run(statements_.want_job, {now(), id, 60 * second});
      run(statements_.join_job, {now(), id, null, null, number(1)});
      run(statements_.waiter_seen, {now(), id, "late", 30 * second});
      run(statements_.find_job, {id});
    }
    run_each(statements_.finish_job, {now(), "me"},
             {finish(abandoned, "t15", "succeeded", "succeeded", 1, null, "7", 0, 0, 0)});
    run(statements_.find_result, {"q", "twice"});
    run(statements_.retry_job, {now(), unclaimed, "me"});
    claim("w6", {"t16"}, {"s"});
    claim("w6", {"t17"}, {"s"},
          {finish(unclaimed, "t16", "succeeded", "succeeded", 1, null, "8", 0, 0, 0),
           finish(abandoned, "t15", "succeeded", "succeeded", 1, null, "stale", 0, 0, 0)});
    run(statements_.find_job, {unclaimed});
    run(statements_.find_result, {"q", "twice"});
  }

  void groups() {
    const auto group =
        run(statements_.insert_group, {now(), "request", "waiting", "none", "me"}).at(0).integer(0);
    run(statements_.ready_group, {now(), group, "me"});
    run_each(statements_.enqueue_job, {now(), "me"},
             {job("g", 0, null, null, 0, group), job("g", 0, null, null, 0, group)});
    claim("w5", {"t10", "t11"}, {"g"});
    const Rows jobs = run(statements_.group_jobs, {group});
    const auto first = jobs.at(0).integer(0);
    const auto held = run(statements_.held_jobs, {"s-w5"});
    run_each(statements_.finish_job, {now(), "me"},
             {finish(held.at(0).integer(0), held.at(0).text(1), "succeeded", "succeeded", 1, null,
                     null, 0, 0, 0),
              finish(held.at(1).integer(0), held.at(1).text(1), "failed", "failed", 1, "bad", null,
                     0, 0, 0)});
    run(statements_.find_group, {group});
    run(statements_.reopen_group, {now(), group, "me"});
    run(statements_.retry_job, {now(), first + 1, "me"});
    run(statements_.cancel_queued_job, {now(), first + 1, "me"});
    run(statements_.find_group, {group});
    run(statements_.cancel_group, {now(), group, "me"});
    const auto empty =
        run(statements_.insert_group, {now(), "request", "queued", "none", null}).at(0).integer(0);
    run(statements_.finish_empty_group, {now(), empty, "me"});
    run(statements_.lock_group, {empty});
    for (const auto* check :
         {&statements_.doctor_shared_tokens, &statements_.doctor_overcharged_jobs,
          &statements_.doctor_lost_attempts, &statements_.doctor_unfinished_groups,
          &statements_.doctor_early_groups, &statements_.list_indexes})
      run(*check, {});
    run(statements_.doctor_abandoned_leases, {now(), number(1)});
    run(statements_.doctor_overdue_jobs, {now(), number(1)});
    run(statements_.find_group, {empty});
    const auto given_up =
        run(statements_.insert_group, {now(), "request", "queued", "none", null}).at(0).integer(0);
    run(statements_.cancel_group, {now(), given_up, "me"});
  }

  void workers() {
    for (const char* state : {"active", "draining", "draining", "active", "removed", "active"})
      run(statements_.set_worker_state, {now(), "w1", state, "me"});
    run(statements_.set_worker_state, {now(), "w9", "draining", null});
    claim("w9", {"t12"});
    for (const char* worker : {"w1", "w1", "w9", "nobody"})
      run(statements_.quarantine_worker, {now(), worker, "it's suspect", "me", null});
    run(statements_.find_worker, {"w9"});
    run(statements_.set_worker_state, {now(), "w1", "active", "me"});
    run(statements_.worker_seen, {now(), "w1", "v2"});
    run(statements_.worker_seen, {now(), "w1", null});
    run(statements_.find_worker, {"w1"});
    run(statements_.insert_session,
        {now(), "s1", "w1", null, "host", "boot", number(42), number(4242), 60 * second});
    run(statements_.open_sessions, {"w1"});
    run(statements_.session_seen, {now(), "s1"});
    run(statements_.end_session, {now(), "s1"});
    run(statements_.prune_sessions, {now(), second});
    run(statements_.session_seen, {now(), "s1"});
  }

  /// A worker that fails, is suspect, probes and is trusted again.
  void quarantine() {
    run_each(statements_.enqueue_job, {now(), "me"},
             {job("f", 2), job("f", 1), job("f", 0), job("f", -1)});
    claim("w6", {"t20", "t21"}, {"f"});
    std::vector<Value> held;
    for (const Row& row : run(statements_.held_jobs, {"s-w6"})) held.emplace_back(row.integer(0));
    run(statements_.another_worker, {now(), held.at(0)});
    run(statements_.insert_session,
        {now(), "s6", "w7", null, "host", "boot", number(42), number(4242), 60 * second});
    run(statements_.another_worker, {now(), held.at(0)});
    run(statements_.another_worker, {now(), number(1)});
    for (const Value& id : held) run(statements_.count_fast_failure, {now(), id, "me"});
    for (const int length : {10, 20})
      run(statements_.quarantine_worker,
          {now(), "w6", "it's suspect", "me", number(length * second)});
    claim("w6", {"t22"}, {"f"});
    run(statements_.due_probe, {now(), "w6"});
    now_us_ += 20 * second;
    run(statements_.due_probe, {now(), "w6"});
    run(statements_.start_probe, {"w6", "", "t23"});
    run(statements_.start_probe, {"w6", "", "t24"});
    claim("w6", {"t23"}, {"f"});
    run(statements_.due_probe, {now(), "w6"});
    const Value probe = run(statements_.find_claimed, {"w6"}).at(2).integer(0);
    run(statements_.forget_fast_failures, {now(), probe, "me"});
    now_us_ += 10 * second;
    run(statements_.count_fast_failure, {now(), probe, "me"});
    run(statements_.forget_fast_failures, {now(), probe, "me"});
    run(statements_.find_worker, {"w6"});
  }

  void events() {
    const auto floor = database_.run(statements_.event_bounds, {}).at(0).integer(0);
    const Rows all = database_.run(statements_.list_events, {floor, number(1000)});
    for (const auto* statement : {&statements_.event_bounds, &statements_.list_events})
      names().insert(std::string{statement->name});
    // Within a call the jobs come in no promised order, but the events of each job do.
    std::vector<std::pair<std::int64_t, std::string>> lines;
    for (const Row& row : all) {
      std::string line = "event: ";
      for (std::size_t i = 2; i < row.size() - 1; ++i)
        line += (row.is_null(i) ? "-" : row.text(i)) + " ";
      lines.emplace_back(row.integer(3), line);
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [job, line] : lines) lines_.push_back(line);
    run(statements_.raise_event_floor, {floor + 1});
    run(statements_.raise_event_floor, {floor});
  }

  void pruning() {
    now_us_ += 1000 * second;
    run(statements_.count_prunable_jobs, {now(), second, "succeeded", "failed", "cancelled"});
    const Rows old = run(statements_.prunable_jobs,
                         {now(), second, number(3), "succeeded", "failed", "cancelled"});
    std::vector<Values> ids;
    for (const Row& row : old) ids.push_back({row.integer(0)});
    run_each(statements_.delete_job, {}, ids);
    const auto floor = database_.run(statements_.event_bounds, {}).at(0).integer(0);
    const auto last =
        database_.run(statements_.next_old_events, {now(), second, floor - 1, number(100)})
            .at(0)
            .integer(0);
    for (const std::int64_t only_of_jobs : {1, 0})
      note("prune_events rows",
           {Row{{static_cast<std::int64_t>(
               database_
                   .run(statements_.prune_events, {now(), second, floor - 1, last, only_of_jobs})
                   .size())}}});
    names().insert("next_old_events");
    names().insert("prune_events");
  }

  store::Database& database_;
  const store::Statements& statements_;
  std::int64_t now_us_ = start;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> walk(store::Database& database) {
  names() = {"claim_jobs", "worker_refused", "ready_jobs",
             "any_lapsed", "lapsed_jobs",    "lease_job"};
  return Walk{database}.go();
}

std::vector<std::string> walked() {
  return {names().begin(), names().end()};
}

}  // namespace perfq::test
