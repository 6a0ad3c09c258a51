#include "bench_layer/fleet_fixture.hpp"
#include "support/failure.hpp"

#include <perfq/autoscale.hpp>
#include <perfq/suite.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace perfq;
using namespace perfq::test;

namespace {

struct FleetCall {
  const char* name;
  bool strict;  ///< only of SHAs: quotes are refused as well
  std::function<void(Fleet&, const std::string&)> make;
};

const std::vector<FleetCall> fleet_text_calls{
    {"sha", true, [](Fleet& fleet, const std::string& text) { fleet.enqueue({.sha = text}); }},
    {"parent", true,
     [](Fleet& fleet, const std::string& text) {
       fleet.enqueue({.sha = "bbbbbbb2", .parent = text});
     }},
    {"target", false,
     [](Fleet& fleet, const std::string& text) {
       fleet.enqueue({.sha = "bbbbbbb3", .targets = {text}});
     }},
    {"backend", false,
     [](Fleet& fleet, const std::string& text) {
       fleet.enqueue({.sha = "bbbbbbb4", .backends = {text}});
     }},
    {"profile", false,
     [](Fleet& fleet, const std::string& text) {
       fleet.enqueue({.sha = "bbbbbbb5", .profiles = {text}});
     }},
    {"collector", false,
     [](Fleet& fleet, const std::string& text) { fleet.add_collector({.id = text}); }},
    {"collector's target", false,
     [](Fleet& fleet, const std::string& text) {
       fleet.add_collector({.id = "c5", .target = text});
     }},
    {"label", false,
     [](Fleet& fleet, const std::string& text) {
       fleet.add_collector({.id = "c6", .labels = {{text, "v"}}});
     }},
    {"label's value", false,
     [](Fleet& fleet, const std::string& text) {
       fleet.add_collector({.id = "c7", .labels = {{"k", text}}});
     }},
    {"claim", false,
     [](Fleet& fleet, const std::string& text) { fleet.claim({.collector = text}); }},
    {"version", false,
     [](Fleet& fleet, const std::string& text) {
       fleet.claim({.collector = "c1", .version = text});
     }},
    {"demand", false, [](Fleet& fleet, const std::string& text) { demand(fleet.queue(), text); }},
    {"suite", true,
     [](Fleet& fleet, const std::string& text) { fleet.load_suite(parse_suite(text)); }},
    {"code version", false,
     [](Fleet& fleet, const std::string& text) {
       const Suite suite = parse_suite(R"({"name":"s","targets":{"t":{"sets":[["b"]]}},
         "backends":["x"],"profiles":["y"],
         "kinds":[{"name":"bench","each":["target","set","backend","profile"]}]})");
       fleet.load_suite(suite, text);
     }},
};

/// Evaluated before it is checked: what throws is the call's own failure.
void none_is(bool found) {
  CHECK_FALSE(found);
}

const std::string quoting = R"('"; DROP TABLE job; -- \ $1 {schema}.job %s)";

}  // namespace

TEST_CASE_FIXTURE(ClockedFleet,
                  "the benchmark layer takes no NUL, no text that is none, no 10 MB") {
  add_collector("c1");
  const auto before = queue.events(0).size();
  for (const FleetCall& call : fleet_text_calls)
    for (const std::string& text :
         {std::string("a\0b", 3), std::string("a\xff\xfe"), std::string(10u << 20, 'x')}) {
      CAPTURE(call.name);
      CAPTURE(text.size());
      const Failed failed = failure_of([&] { call.make(fleet, text); });
      CHECK(failed.thrown);
      CHECK(failed.kind == ErrorKind::invalid);
      CHECK(failed.text.size() < 1000);
    }
  CHECK(queue.events(0).size() == before);
}

TEST_CASE_FIXTURE(ClockedFleet, "the benchmark layer takes quotes as a text as any other") {
  add_collector("c1");
  for (const FleetCall& call : fleet_text_calls) {
    CAPTURE(call.name);
    const Failed failed = failure_of([&] { call.make(fleet, quoting); });
    CAPTURE(failed.text);
    CHECK(failed.thrown == call.strict);
    if (failed.thrown) CHECK(failed.kind == ErrorKind::invalid);
  }
  CHECK(fleet.collectors().size() == 5);
  CHECK(fleet.status(StatusQuery{}).requests.size() == 3);
}

TEST_CASE_FIXTURE(ClockedFleet, "a SHA, a collector or a suite that nobody has is not there") {
  add_collector("c1");
  for (const std::string& text :
       {quoting, std::string("a\0b", 3), std::string("c1\0x", 4), std::string("aaaaaaaa\xff\xfe"),
        std::string(10u << 20, 'x'), std::string("%%%%%%%%"), std::string("________")}) {
    CAPTURE(text.substr(0, 50));
    const auto harmless = [&](auto call) {
      const Failed failed = failure_of(call);
      CHECK((!failed.thrown || failed.kind == ErrorKind::invalid ||
             failed.kind == ErrorKind::not_found));
      CHECK(failed.text.size() < 1000);
    };
    harmless([&] { fleet.resolve(text); });
    harmless([&] { fleet.status(text); });
    harmless([&] { fleet.cancel(text); });
    harmless([&] { fleet.results(text); });
    harmless([&] { fleet.prune(text); });
    harmless([&] { none_is(fleet.collector(text).has_value()); });
    harmless([&] { fleet.drain_collector(text, false); });
    harmless([&] { fleet.remove_collector(text); });
    harmless([&] { fleet.suite(text); });
    harmless([&] { none_is(!fleet.labelled(text, text).empty()); });
  }
  CHECK(fleet.collector("c1")->state == CollectorState::idle);
}
