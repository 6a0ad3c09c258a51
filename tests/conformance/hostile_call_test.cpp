#include "support/clocked_queue.hpp"
#include "support/failure.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;

namespace {

struct Bad {
  const char* what;
  std::string text;
};

const std::vector<Bad> no_texts{
    {"a NUL", std::string("a\0b", 3)},
    {"no UTF-8", "a\xff\xfe"},
    {"10 MB", std::string(10u << 20, 'x')},
};

struct TextCall {
  const char* name;
  std::function<void(Queue&, const std::string&)> make;
};

/// Each call that takes a text which somebody chose, but those of a lease (bad_text_test).
const std::vector<TextCall> text_calls{
    {"claim: queue",
     [](Queue& queue, const std::string& text) { queue.claim({.queue = text, .worker = "w"}); }},
    {"claim: worker", [](Queue& queue, const std::string& text) { queue.claim({.worker = text}); }},
    {"claim: affinity",
     [](Queue& queue, const std::string& text) {
       queue.claim({.worker = "w", .affinities = {text}});
     }},
    {"claim: version",
     [](Queue& queue, const std::string& text) { queue.claim({.worker = "w", .version = text}); }},
    {"submit: waiter",
     [](Queue& queue, const std::string& text) { queue.submit({}, {.waiter = text}); }},
    {"wait: waiter",
     [](Queue& queue, const std::string& text) {
       queue.wait(queue.list({}).back().id, {.limit = microseconds{0}, .waiter = text});
     }},
    {"group: kind",
     [](Queue& queue, const std::string& text) {
       queue.enqueue_group(text, std::array{NewJob{}});
     }},
    {"session: worker",
     [](Queue& queue, const std::string& text) {
       queue.start_session(text, {}, std::chrono::seconds{1});
     }},
    {"session: version",
     [](Queue& queue, const std::string& text) {
       queue.start_session("w", text, std::chrono::seconds{1});
     }},
    {"drain", [](Queue& queue, const std::string& text) { queue.drain(text); }},
    {"resume", [](Queue& queue, const std::string& text) { queue.resume(text); }},
};

/// Evaluated before it is checked: what throws is the call's own failure.
void none(bool found) {
  CHECK_FALSE(found);
}

const std::string quotes = R"('"; DROP TABLE job; -- \ $1 {schema}.job %s)";

}  // namespace

TEST_CASE_FIXTURE(OneRunning, "no call takes a NUL, bytes that are no text, or 10 MB for a name") {
  const auto before = queue.events(0).size();
  for (const TextCall& call : text_calls)
    for (const Bad& bad : no_texts) {
      CAPTURE(call.name);
      CAPTURE(bad.what);
      const Failed failed = failure_of([&] { call.make(queue, bad.text); });
      CHECK(failed.thrown);
      CHECK(failed.kind == ErrorKind::invalid);
      CHECK(failed.text.size() < 1000);
      CHECK(failed.text.find('\n') == std::string::npos);
    }
  CHECK(queue.events(0).size() == before);
  CHECK(queue.list({}).size() == 1);
  CHECK(look(queue, job).state == JobState::running);
}

TEST_CASE_FIXTURE(OneRunning, "quotes in any name are a text as any other") {
  for (const TextCall& call : text_calls) {
    CAPTURE(call.name);
    CHECK_NOTHROW(call.make(queue, quotes));
  }
  CHECK(queue.list({}).size() >= 3);
  CHECK(look(queue, job).state == JobState::running);
}

// Guards refuse_nul of postgres/database.cpp: a NUL would end the name of the queue `default`.
TEST_CASE_FIXTURE(OneRunning, "a name that nobody has is not there, whatever stands in it") {
  std::vector<std::string> names{quotes, std::string("default\0x", 9)};
  for (const Bad& bad : no_texts) names.push_back(bad.text);
  for (const std::string& name : names) {
    CAPTURE(name.substr(0, 50));
    const auto harmless = [&](auto call) {
      const Failed failed = failure_of(call);
      CHECK((!failed.thrown || failed.kind == ErrorKind::invalid));
    };
    harmless([&] { none(queue.find_result(name, name).has_value()); });
    harmless([&] { none(!queue.list({.queue = name}).empty()); });
    harmless([&] { queue.end_session(name); });
    harmless([&] { none(queue.heartbeat(std::array{Lease{job, name}}, {}).at(0).renewed); });
    harmless([&] { queue.heartbeat(std::array{lease}, {}, name); });
    harmless([&] { none(queue.keep_output({job, name}, "x") == Ack::done); });
    harmless([&] { queue.claim({.worker = "w", .session = name}); });
  }
  CHECK(queue.complete(lease) == Ack::done);
}

TEST_CASE_FIXTURE(OneRunning,
                  "10 MB of JSON and of output are kept, or cut where they are for people") {
  const std::string large = '"' + std::string(10u << 20, 'x') + '"';
  CHECK(queue.keep_output(lease, std::string("a\0b\xff", 4) + large) == Ack::done);
  CHECK(queue.output(job)->size() <= 1u << 20);
  CHECK(queue.report_steps(lease, std::array{StepReport{.step = "s", .result_json = large}}) ==
        Ack::done);
  const bool step_kept = queue.steps(job).at(0).result_json == large;
  CHECK(step_kept);
  CHECK(queue.complete(lease, large) == Ack::done);
  const bool result_kept = look(queue, job).result == large;
  CHECK(result_kept);
}
