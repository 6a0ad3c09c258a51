#include "support/cli.hpp"

using namespace perfq::test;

namespace {

const CliStore nowhere("sqlite:/nonexistent/queue.db");

}  // namespace

TEST_CASE("help: the overview shows the verbs of every day and names the rest") {
  for (const auto* words : {"--help", "-h"}) {
    const auto help = nowhere.run(words);
    CHECK(help == 0);
    for (const auto* verb :
         {"enqueue",   "bench_next", "claim",   "complete", "fail",    "status",   "collector",
          "heartbeat", "release",    "step",    "wait",     "cancel",  "retry",    "prioritize",
          "prune",     "results",    "logs",    "events",   "job add", "job list", "migrate",
          "doctor",    "autoscale",  "metrics", "serve"}) {
      CAPTURE(verb);
      CHECK(help.out.find(verb) != std::string::npos);
    }
  }
}

TEST_CASE("help: every verb has its own, with an example, and needs no database") {
  for (const std::string verb : {"enqueue",
                                 "bench_next",
                                 "claim",
                                 "complete",
                                 "fail",
                                 "status",
                                 "heartbeat",
                                 "release",
                                 "step",
                                 "wait",
                                 "cancel",
                                 "retry",
                                 "prioritize",
                                 "prune",
                                 "results",
                                 "logs",
                                 "events",
                                 "job add",
                                 "job list",
                                 "migrate",
                                 "doctor",
                                 "autoscale",
                                 "metrics",
                                 "serve",
                                 "collector",
                                 "collector add",
                                 "collector set",
                                 "collector list",
                                 "collector show",
                                 "collector drain",
                                 "collector resume",
                                 "collector remove"}) {
    CAPTURE(verb);
    const auto help = nowhere.run(verb + " --help");
    CHECK(help == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find("Example:\n  perfq " + verb) != std::string::npos);
    CHECK(help.out.find("Usage: perfq " + verb + " [") != std::string::npos);
  }
}
