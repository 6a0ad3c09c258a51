#include "child/fakes.hpp"

#include <doctest/doctest.h>

#include <stdlib.h>
#include <string>

using namespace perfq;
using namespace perfq::test;

namespace {

struct Variable {
  const char* name;

  Variable(const char* name_, const char* value) : name(name_) { ::setenv(name_, value, 1); }

  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

  ~Variable() { ::unsetenv(name); }
};

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("child: the environment is ours, scrubbed and then added to") {
  const Variable password("PGPASSWORD", "secret");
  const Variable host("PGHOST", "db");
  const Variable token("PERFQ_TOKEN", "secret");
  const Variable longer("PERFQ_TOKEN_2", "kept");
  const Variable lower("pgx", "kept");

  auto options = shell("env");
  options.unset_env = {"PG*", "PERFQ_TOKEN", "NOT_THERE"};
  options.set_env = {{"PERFQ_SHA", "a=b"}, {"PGHOST", "given back"}, {"EMPTY", ""}};
  options.session_mark = "mark-1";
  options.steps_file = "/tmp/s";
  options.result_file = "/tmp/r";
  const auto text = run(options).output_tail;

  CHECK(text.find("secret") == std::string::npos);
  CHECK(has_line(text, "PERFQ_TOKEN_2=kept"));
  CHECK(has_line(text, "pgx=kept"));
  CHECK(has_line(text, "PERFQ_SHA=a=b"));
  CHECK(has_line(text, "PGHOST=given back"));
  CHECK(has_line(text, "EMPTY="));
  CHECK(has_line(text, "PERFQ_SESSION=mark-1"));
  CHECK(has_line(text, "PERFQ_STEPS=/tmp/s"));
  CHECK(has_line(text, "PERFQ_RESULT=/tmp/r"));
}

TEST_CASE("child: a variable that is given replaces ours") {
  const Variable ours("PERFQ_TEST_TWICE", "old");
  auto options = shell("env | grep -c PERFQ_TEST_TWICE; echo $PERFQ_TEST_TWICE");
  options.set_env["PERFQ_TEST_TWICE"] = "new";
  CHECK(run(options).output_tail == "1\nnew\n");
}
