#include "fleet/history.hpp"

#include "fleet/job_life.hpp"
#include "fleet/told_leases.hpp"

#include <map>
#include <set>
#include <utility>

namespace perfq::test {

namespace {

class Checker {
 public:
  explicit Checker(const History& history) : history_(history) {}

  std::vector<std::string> check() {
    for (const LoggedEvent& event : history_.events) {
      check_cursor(event);
      if (event.job != 0) check_job(event);
      if (event.type.starts_with("request.")) check_request(event);
      if (event.type.starts_with("collector.")) collectors_[event.collector] = event;
    }
    for (const auto& [job, wrong] : told_leases_.differences(history_.leases))
      job_fault(job, wrong);
    check_sums();
    return std::move(faults_);
  }

 private:
  struct RequestLife {
    bool open = false;
    int finishes = 0;
  };

  void fault(const std::string& whom, const std::string& what) {
    faults_.push_back(whom + " " + what);
  }

  void job_fault(std::int64_t job, const std::string& what) {
    fault("job " + std::to_string(job), what);
  }

  void check_cursor(const LoggedEvent& event) {
    if (event.cursor <= cursor_) fault("event " + std::to_string(event.cursor), "is out of turn");
    cursor_ = event.cursor;
  }

  void check_job(const LoggedEvent& event) {
    JobLife& life = jobs_.try_emplace(event.job, history_.max_attempts).first->second;
    if (const std::string wrong = life.follow(event); !wrong.empty()) job_fault(event.job, wrong);
    if (event.type == "job.claimed") check_claimer(event);
    told_leases_.note(event);
  }

  void check_claimer(const LoggedEvent& event) {
    static const std::set<std::string> idle{"collector.draining", "collector.quarantined",
                                            "collector.removed"};
    const auto last = collectors_.find(event.collector);
    if (last == collectors_.end() || !idle.contains(last->second.type)) return;
    if (event.at_us - last->second.at_us >= history_.one_moment_us)
      job_fault(event.job, "was claimed by " + event.collector + " after " + last->second.type);
  }

  void check_request(const LoggedEvent& event) {
    RequestLife& life = requests_[event.sha];
    if (event.type == "request.ready" || event.type == "request.started") life.open = true;
    if (event.type == "request.cancelled") life.open = false;
    if (event.type != "request.finished" && event.type != "request.failed") return;
    if (!life.open) fault("request " + event.sha, "ended while it was not open");
    if (event.finishes != life.finishes + 1)
      fault("request " + event.sha, "counts " + std::to_string(event.finishes) +
                                        " finishes after " + std::to_string(life.finishes));
    life = {false, event.finishes};
  }

  void check_sums() {
    std::int64_t not_ended = 0;
    std::int64_t running = 0;
    for (const auto& [id, life] : jobs_) {
      not_ended += life.has_ended() ? 0 : 1;
      running += life.is_running() ? 1 : 0;
    }
    if (not_ended != history_.jobs_not_ended)
      fault("the log", "leaves " + std::to_string(not_ended) + " jobs open, the database " +
                           std::to_string(history_.jobs_not_ended));
    if (running != history_.leases_under_way)
      fault("the log", "leaves " + std::to_string(running) + " jobs running, the database " +
                           std::to_string(history_.leases_under_way));
  }

  const History& history_;
  std::vector<std::string> faults_;
  std::int64_t cursor_ = 0;
  std::map<std::int64_t, JobLife> jobs_;
  std::map<std::string, RequestLife> requests_;
  std::map<std::string, LoggedEvent> collectors_;  // the last event of each
  ToldLeases told_leases_;
};

}  // namespace

std::vector<std::string> faults_in(const History& history) {
  return Checker(history).check();
}

std::string in_lines(const std::vector<std::string>& sentences) {
  std::string all;
  for (const std::string& sentence : sentences) all += sentence + "\n";
  return all;
}

}  // namespace perfq::test
