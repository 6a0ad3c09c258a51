#include "child/fakes.hpp"
#include "child/processes.hpp"
#include "service/child/step_line.hpp"
#include "service/child/steps_reader.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace perfq {

static bool operator==(const StepReport& a, const StepReport& b) {
  return a.step == b.step && a.state == b.state && a.error == b.error &&
         a.result_json == b.result_json;
}

}  // namespace perfq

using namespace perfq;
using namespace perfq::test;

namespace {

using child::OutputTail;
using child::StepsReader;
using Steps = std::vector<StepReport>;

Steps new_steps(StepsReader& reader) {
  Steps steps;
  reader.read_new(steps);
  return steps;
}

std::string fault_of(const std::string& line) {
  std::string fault;
  CHECK_FALSE(child::parse_step_line(line, fault).has_value());
  return fault;
}

}  // namespace

TEST_CASE("steps: a line has a step, a state, perhaps an error and a result") {
  std::string fault;
  CHECK(child::parse_step_line(R"({"step":"a","state":"start"})", fault) ==
        StepReport{"a", StepState::start, "", ""});
  CHECK(child::parse_step_line(R"({"step":"a","state":"fail","error":"no","result":null,"x":1})",
                               fault) == StepReport{"a", StepState::fail, "no", ""});
  CHECK(child::parse_step_line(R"({"step":"a","state":"done","result":{"t":[1,2.5]},"error":3})",
                               fault) == StepReport{"a", StepState::done, "3", R"({"t":[1,2.5]})"});
}

TEST_CASE("steps: a malformed line is refused by name") {
  CHECK(fault_of("nonsense") == "it is no JSON object");
  CHECK(fault_of("[1]") == "it is no JSON object");
  CHECK(fault_of(R"({"state":"done"})") == "\"step\" must be a name of 1 to 1000 bytes");
  CHECK(fault_of(R"({"step":"","state":"done"})") == "\"step\" must be a name of 1 to 1000 bytes");
  CHECK(fault_of("{\"step\":\"a\\u0000\",\"state\":\"done\"}") ==
        "\"step\" must be a name of 1 to 1000 bytes");
  CHECK(fault_of(R"({"step":"a","state":"over"})") == "\"state\" must be start, done or fail");
  CHECK(fault_of(R"({"step":"a"})") == "\"state\" must be start, done or fail");
  CHECK(fault_of("{\"step\":\"\xff\",\"state\":\"done\"}") == "it is no JSON object");
  std::string const deep(400000, '[');
  CHECK(fault_of(R"({"step":"a","state":"done","result":)" + deep + "1" + std::string(400000, ']') +
                 "}") == "it nests too deeply");
}

TEST_CASE("steps: a half line waits for its end, and for nothing at the file's") {
  const Folder folder;
  const auto path = folder.file("steps");
  OutputTail tail(1000);
  StepsReader reader(path, tail);
  CHECK(new_steps(reader).empty());
  append_file(path, R"({"step":"a",)");
  CHECK(new_steps(reader).empty());
  append_file(path, "\"state\":\"done\"}\n{\"step\":\"b\",\"state\":\"start\"}");
  CHECK(new_steps(reader) == Steps{{"a", StepState::done, "", ""}});
  CHECK(new_steps(reader).empty());
  Steps rest;
  reader.read_rest(rest);
  CHECK(rest == Steps{{"b", StepState::start, "", ""}});
  CHECK(tail.text().empty());
}

TEST_CASE("steps: a malformed line is skipped with a note that numbers it") {
  const Folder folder;
  const auto path = folder.file("steps");
  OutputTail tail(1000);
  StepsReader reader(path, tail);
  append_file(path, "\nnonsense\n{\"step\":\"b\",\"state\":\"done\"}\n");
  CHECK(new_steps(reader) == Steps{{"b", StepState::done, "", ""}});
  CHECK(tail.text() == "[perfq] steps file: line 2 skipped: it is no JSON object\n");
}

TEST_CASE("steps: a line without end is skipped, whatever its size") {
  const Folder folder;
  const auto path = folder.file("steps");
  OutputTail tail(1000);
  StepsReader reader(path, tail);
  append_file(path, std::string(3'000'000, 'x'));
  CHECK(new_steps(reader).empty());
  append_file(path, "yyy\n{\"step\":\"b\",\"state\":\"done\"}\n");
  CHECK(new_steps(reader) == Steps{{"b", StepState::done, "", ""}});
  CHECK(tail.text() == "[perfq] steps file: line 1 skipped: it is over 1 MiB\n");
}

TEST_CASE("steps: a thousand bad lines make few notes") {
  const Folder folder;
  const auto path = folder.file("steps");
  OutputTail tail(1'000'000);
  StepsReader reader(path, tail);
  for (int i = 0; i < 1000; ++i) append_file(path, "bad\n");
  CHECK(new_steps(reader).empty());
  CHECK(tail.text().size() < 2000);
}

TEST_CASE("steps: a file that is written anew is read anew; one that is none is passed over") {
  const Folder folder;
  OutputTail tail(1000);
  StepsReader reader(folder.file("steps"), tail);
  write_file(folder.file("steps"), "{\"step\":\"first\",\"state\":\"start\"}\n");
  CHECK(new_steps(reader).size() == 1);
  write_file(folder.file("steps"), "{\"step\":\"2\",\"state\":\"done\"}\n");
  CHECK(new_steps(reader) == Steps{{"2", StepState::done, "", ""}});

  StepsReader folder_reader(folder.file(""), tail);
  CHECK(new_steps(folder_reader).empty());
}

TEST_CASE(
    "steps: they go with the next heartbeat, and what no heartbeat took comes back at the end") {
  const Folder folder;
  auto options = shell(
      "echo '{\"step\":\"a\",\"state\":\"start\"}' >> $PERFQ_STEPS\n"
      "echo started\n"
      "while [ ! -e $GO ]; do sleep 0.01; done\n"
      "echo '{\"step\":\"a\",\"state\":\"done\"}' >> $PERFQ_STEPS\n");
  options.steps_file = folder.file("steps");
  options.set_env["GO"] = folder.file("go");
  options.lease = milliseconds{1500};
  FakeKeeper keeper([&](const Renewal& renewal, std::size_t) {
    if (!renewal.steps.empty()) write_file(folder.file("go"), "");
    return Beat{};
  });
  const auto report = run_child(options, keeper, {});
  CHECK(report.exit_status == 0);

  Steps sent;
  for (const auto& renewal : keeper.renewals()) {
    sent.insert(sent.end(), renewal.steps.begin(), renewal.steps.end());
  }
  sent.insert(sent.end(), report.unsent_steps.begin(), report.unsent_steps.end());
  CHECK(sent == Steps{{"a", StepState::start, "", ""}, {"a", StepState::done, "", ""}});
  CHECK(keeper.renewals().back().tail == "started\n");
}

TEST_CASE("steps: what got no answer is sent again") {
  const Folder folder;
  auto options = shell("while [ ! -e $GO ]; do sleep 0.01; done");
  options.steps_file = folder.file("steps");
  options.set_env["GO"] = folder.file("go");
  options.lease = milliseconds{900};
  write_file(folder.file("steps"), "{\"step\":\"a\",\"state\":\"done\"}\n");
  FakeKeeper keeper([&](const Renewal&, std::size_t count) -> std::optional<Beat> {
    if (count == 3) write_file(folder.file("go"), "");
    if (count < 2) return std::nullopt;
    return Beat{};
  });
  const auto report = run_child(options, keeper, {});
  CHECK(report.unsent_steps.empty());
  const auto renewals = keeper.renewals();
  REQUIRE(renewals.size() >= 3);
  CHECK(renewals[0].steps.size() == 1);
  CHECK(renewals[1].steps == renewals[0].steps);
  CHECK(renewals[2].steps.empty());
}
