#include "fleet/lane_order.hpp"

#include "fleet/job_life.hpp"

#include <set>
#include <utility>

namespace perfq::test {

namespace {

class OrderChecker {
 public:
  OrderChecker(const History& history, const Plan& plan) : history_(history), plan_(plan) {
    for (const auto& [id, job] : plan.jobs) jobs_of_[job.sha].push_back(id);
  }

  std::vector<std::string> check() {
    for (const LoggedEvent& event : history_.events) {
      if (event.type == "job.claimed") check_claim(event);
      if (event.type == "request.finished" || event.type == "request.failed") check_end(event);
      if (event.job != 0) follow(event);
    }
    return std::move(faults_);
  }

 private:
  void follow(const LoggedEvent& event) {
    JobLife& life = lives_.try_emplace(event.job, history_.max_attempts).first->second;
    life.follow(event);
    if (life.is_running())
      running_.insert(event.job);
    else
      running_.erase(event.job);
  }

  void check_claim(const LoggedEvent& event) {
    const JobOfRequest& job = plan_.jobs.at(event.job);
    const std::string& owner = owners_.try_emplace(job.lane, event.collector).first->second;
    if (owner != event.collector)
      fault(event, "of " + job.lane + " is not for " + event.collector + " but for " + owner);
    if (event.lease != 1) return;
    check_interrupted(event);
    check_parent(event, job);
  }

  void check_interrupted(const LoggedEvent& event) {
    for (const std::int64_t id : running_) {
      const JobLife& other = lives_.at(id);
      if (other.collector() == event.collector && other.session() != event.session)
        fault(event, "was claimed before the interrupted job " + std::to_string(id));
    }
  }

  void check_parent(const LoggedEvent& event, const JobOfRequest& job) {
    const auto parent = plan_.parents.find(job.sha);
    if (parent == plan_.parents.end()) return;
    for (const std::int64_t id : jobs_of_[parent->second])
      if (plan_.jobs.at(id).lane == job.lane && is_queued(id))
        fault(event, "was claimed before the parent's job " + std::to_string(id));
  }

  void check_end(const LoggedEvent& event) {
    for (const std::int64_t id : jobs_of_[event.sha])
      if (plan_.jobs.at(id).required && !has_ended(id))
        faults_.push_back("request " + event.sha + " ended before its job " + std::to_string(id));
  }

  bool is_queued(std::int64_t id) const {
    const auto life = lives_.find(id);
    return life != lives_.end() && life->second.is_queued();
  }

  bool has_ended(std::int64_t id) const {
    const auto life = lives_.find(id);
    return life != lives_.end() && life->second.has_ended();
  }

  void fault(const LoggedEvent& event, const std::string& what) {
    faults_.push_back("event " + std::to_string(event.cursor) + ": job " +
                      std::to_string(event.job) + " " + what);
  }

  const History& history_;
  const Plan& plan_;
  std::vector<std::string> faults_;
  std::map<std::string, std::vector<std::int64_t>> jobs_of_;  // by SHA
  std::map<std::string, std::string> owners_;                 // by lane
  std::map<std::int64_t, JobLife> lives_;
  std::set<std::int64_t> running_;
};

}  // namespace

std::vector<std::string> order_faults_in(const History& history, const Plan& plan) {
  return OrderChecker(history, plan).check();
}

}  // namespace perfq::test
