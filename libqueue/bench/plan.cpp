#include "bench/plan.hpp"

#include "bench/difference.hpp"
#include "bench/split.hpp"

#include <map>

namespace perfq::bench {

namespace {

class Planner {
 public:
  Planner(Shelf& shelf, std::map<std::string, RequestRow>&& stored) : shelf_(shelf) {
    for (auto& [sha, request] : stored) {
      place_of_.emplace(sha, plan_.requests.size());
      plan_.requests.push_back({.request = std::move(request)});
    }
  }

  void add(std::size_t number, const NewRequest& asked) {
    const auto [at, fresh] = place_of_.try_emplace(asked.sha, plan_.requests.size());
    if (fresh)
      create(number, asked);
    else
      repeat(number, plan_.requests[at->second], asked);
    plan_.place.push_back(at->second);
    plan_.created.push_back(fresh);
  }

  Plan take() { return std::move(plan_); }

 private:
  void create(std::size_t number, const NewRequest& asked) {
    plan_.requests.push_back({.request = request_from(asked), .create = true});
    choose_suite(plan_.requests.back().request);
    if (!asked.parent.empty()) plan_.edges.push_back({number, asked.sha, asked.parent});
  }

  void repeat(std::size_t number, PlannedRequest& planned, const NewRequest& asked) {
    RequestRow& request = planned.request;
    const std::string differs = difference(request, asked, suite_of(request));
    if (!differs.empty())
      throw Error(ErrorKind::conflict, request.sha + " stands for another request: " + differs);
    if (request.parent.empty() && !asked.parent.empty()) {
      request.parent = asked.parent;
      planned.adopt = !planned.create;
      plan_.edges.push_back({number, asked.sha, asked.parent});
    }
    if (request.group.state == GroupState::waiting && !asked.waiting) {
      request.group.state = GroupState::queued;
      request.backfill_parent |= asked.backfill_parent;
      if (request.suite.empty()) request.suite = asked.suite;
      planned.make_ready = !planned.create;
      choose_suite(request);
    }
  }

  // The newest version counts when jobs are made.
  void choose_suite(RequestRow& request) {
    const SuiteRow* newest = shelf_.find(request.suite);
    if (newest == nullptr && !request.suite.empty()) unknown_suite(request.suite);
    if (newest == nullptr) return;
    selection_of(request, &newest->suite);
    if (request.group.state == GroupState::waiting) return;
    request.suite = newest->version.name;
    request.suite_version = newest->version.version;
    request.pinned_version = newest->version.code_version;
  }

  const Suite* suite_of(const RequestRow& request) {
    return shelf_.suite_of(request.suite, request.suite_version);
  }

  Shelf& shelf_;
  Plan plan_;
  std::map<std::string, std::size_t> place_of_;
};

std::string told(const Cycle& cycle) {
  std::string text = "parents in a circle: ";
  for (const std::string& sha : cycle.members) text += sha + " has the parent ";
  return text + cycle.members.front();
}

}  // namespace

Plan plan_enqueue(store::Context& context, Shelf& shelf, std::span<const NewRequest> asked) {
  std::vector<std::string> shas;
  for (const NewRequest& request : asked) shas.push_back(request.sha);
  Planner planner(shelf, find_requests(context, shas));
  for (std::size_t i = 0; i < asked.size(); ++i)
    numbered(i, asked.size(), [&] { planner.add(i, asked[i]); });
  Plan plan = planner.take();
  if (const Cycle cycle = find_cycle(context, plan.edges); !cycle.members.empty())
    numbered(cycle.number, asked.size(), [&] { throw Error(ErrorKind::invalid, told(cycle)); });
  return plan;
}

}  // namespace perfq::bench
