#include "fleet/crashing_fleet.hpp"
#include "fleet/event_follower.hpp"
#include "fleet/read_history.hpp"
#include "fleet/real_requests.hpp"
#include "support/number_in_environment.hpp"
#include "support/seeded_random.hpp"

#include <algorithm>
#include <random>

using namespace perfq::test;

namespace {

constexpr int max_attempts = 100;
constexpr int mean_events_between_crashes = 100;

/// One crash after another until so many jobs have succeeded; the cursors of what was told.
std::vector<std::int64_t> crash_until_done(EventFollower& follower, CrashingFleet& fleet,
                                           std::size_t jobs, std::uint64_t seed) {
  SeededRandom random(seed);
  std::vector<std::int64_t> cursors;
  int crashes = 0;
  int events_to_crash = 1;
  for (std::size_t succeeded = 0; succeeded < jobs;) {
    const Json event = follower.next();
    cursors.push_back(event.at("cursor"));
    if (event.at("type") == "job.succeeded") ++succeeded;
    if (--events_to_crash > 0) continue;
    fleet.crash(random.below(fleet.size()));
    ++crashes;
    events_to_crash = 1 + random.below(2 * mean_events_between_crashes);
  }
  MESSAGE(jobs << " jobs, " << crashes << " crashes");
  return cursors;
}

/// Nothing was missed and nothing came twice.
bool was_told(const std::vector<std::int64_t>& cursors, const History& history) {
  return cursors.size() <= history.events.size() &&
         std::equal(cursors.begin(), cursors.end(), history.events.begin(),
                    [](auto cursor, const LoggedEvent& event) { return cursor == event.cursor; });
}

std::size_t count(const History& history, const std::string& type) {
  return static_cast<std::size_t>(
      std::count_if(history.events.begin(), history.events.end(),
                    [&](const LoggedEvent& event) { return event.type == type; }));
}

}  // namespace

TEST_CASE_TEMPLATE("R14: real commits, four collectors that crash at random: all runs once", Store,
                   PERFQ_BOTH_STORES) {
  const std::uint64_t seed = number_in_environment("PERFQ_SEED", std::random_device{}());
  MESSAGE("PERFQ_SEED=" << seed << " replays who crashes after which event");
  const Store store;
  const auto commits = real_commits(number_in_environment("PERFQ_TEST_COMMITS", 40));
  load_suite_of_four_lanes(store);
  CrashingFleet fleet(store, {required_target, optional_target}, 2);
  EventFollower follower(store);
  const auto jobs = enqueue(store, commits, max_attempts);

  const auto cursors = crash_until_done(follower, fleet, jobs, seed);
  for (const Finished& end : fleet.drain()) CHECK_MESSAGE((end == 0 || end == 3), end);

  const History history = read_history(store, max_attempts);
  CHECK(in_lines(faults_in(history)) == "");
  CHECK(in_lines(order_faults_in(history, plan_of(store, commits))) == "");
  CHECK(count(history, "job.queued") == jobs);
  CHECK(count(history, "job.succeeded") == jobs);
  CHECK(count(history, "job.lost") > 0);
  CHECK(count(history, "request.finished") == commits.size());
  CHECK(history.jobs_not_ended == 0);
  CHECK(was_told(cursors, history));
  CHECK(store.run("doctor") == 0);
}
