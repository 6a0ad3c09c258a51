#include "fleet/real_requests.hpp"

#include <sstream>
#include <stdexcept>

namespace perfq::test {

namespace {

std::string source(const std::string& name) {
  return read_file(PERFQ_TEST_SOURCE_DIR "/" + name);
}

}  // namespace

void load_suite_of_four_lanes(const CliStore& store) {
  Json suite = Json::parse(source("examples/data/rustc-suite.json"));
  Json& targets = suite.at("targets");
  targets.at(optional_target).at("sets") = targets.at(required_target).at("sets");
  const TemporaryFolder folder;
  write_file(folder.path("suite.json"), suite.dump());
  store.json({"suite", "load", folder.path("suite.json"), "--json"});
}

std::vector<Json> real_commits(std::uint64_t count) {
  std::vector<Json> commits;
  for (const auto& line : lines_of(source("tests/fleet/data/rustc-masters.jsonl")))
    if (commits.size() < count) commits.push_back(Json::parse(line));
  return commits;
}

std::size_t enqueue(const CliStore& store, const std::vector<Json>& commits, int max_attempts) {
  std::string lines;
  for (const Json& commit : commits) lines += commit.dump() + "\n";
  const std::string words = "enqueue --json --from - --profile check --profile debug --profile opt";
  const std::string targets =
      std::string{" --target "} + required_target + " --target " + optional_target;
  std::size_t jobs = 0;
  for (const Json& request :
       store.json_lines(words + targets + " --max-attempts " + std::to_string(max_attempts), lines))
    jobs += request.at("jobs").get<std::size_t>();
  return jobs;
}

void add_job(Plan& plan, const std::string& line) {
  std::istringstream values(line);
  std::int64_t id = 0;
  JobOfRequest job;
  std::string target;
  std::string set;
  values >> id >> job.sha >> target >> set;
  if (values.fail()) throw std::runtime_error("not a job of a request: " + line);
  job.lane = target + " " + set;
  job.required = target == required_target;
  plan.jobs[id] = job;
}

}  // namespace perfq::test
