#include "support/cli.hpp"

#include <csignal>

using namespace perfq::test;

namespace {

/// Ran on a terminal of its own, whose every byte is in `out`.
Finished on_terminal(const CliStore& store, const std::string& words) {
  return run({{"script", "-qec", std::string{PERFQ_TEST_CLI} + " " + words, "/dev/null"},
              {},
              {{"PERFQ_DB", store.url()}, {"TERM", "xterm"}, {"NO_COLOR", std::nullopt}}});
}

std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

const std::string redraw_line = "\r\033[K";
const std::string go_home = "\033[H";

void half_done(const CliStore& store) {
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa --profile a --profile b");
  store.run("bench_next --collector-id c1 -- true");
}

}  // namespace

TEST_CASE_TEMPLATE("wait: a bar on a terminal, taken away at the end; elsewhere none", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  half_done(store);
  const auto timed_out = on_terminal(store, "wait 8ce2287 --timeout 0.1");
  CHECK(timed_out == 3);
  CHECK(timed_out.out.find("50 %  8ce2287aaa running 1/2") != std::string::npos);
  CHECK(timed_out.out.find(redraw_line) != std::string::npos);
  const auto elsewhere = store.run("wait 8ce2287 --timeout 0.1");
  CHECK(elsewhere.err.find('%') == std::string::npos);
}

TEST_CASE_TEMPLATE("status --watch: drawn anew in place on a terminal, with colours", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  half_done(store);
  Process watching(
      {{"script", "-qefc", std::string{PERFQ_TEST_CLI} + " status --watch 0.01", "/dev/null"},
       {},
       {{"PERFQ_DB", store.url()}, {"TERM", "xterm"}, {"NO_COLOR", std::nullopt}}});
  REQUIRE(soon([&] { return times_in(watching.out(), go_home) >= 3; }));
  watching.signal(SIGTERM);
  CHECK(watching.out().find("\033[1m8ce2287aaa") != std::string::npos);
}
