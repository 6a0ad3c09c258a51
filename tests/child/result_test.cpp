#include "child/fakes.hpp"
#include "child/processes.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace perfq;
using namespace perfq::test;

namespace {

ChildReport result_of(const std::string& script) {
  const Folder folder;
  auto options = shell(script);
  options.result_file = folder.file("result");
  return run(options);
}

}  // namespace

TEST_CASE("result: the child's JSON is taken as it stands") {
  const auto report = result_of("echo '{\"wall\": 1.50}' > $PERFQ_RESULT");
  CHECK(report.result_json == "{\"wall\": 1.50}\n");
  CHECK(report.result_error.empty());
}

TEST_CASE("result: none and a blank one are none") {
  CHECK_FALSE(result_of("true").result_json.has_value());
  CHECK_FALSE(result_of("echo > $PERFQ_RESULT").result_json.has_value());
  CHECK(result_of("echo > $PERFQ_RESULT").result_error.empty());
}

TEST_CASE("result: what is no JSON, too large or too deep is said to be") {
  const auto broken = result_of("echo '{\"wall\":' > $PERFQ_RESULT");
  CHECK_FALSE(broken.result_json.has_value());
  CHECK(broken.result_error == "the result is not JSON");
  const auto large = result_of("head -c 17000000 /dev/zero | tr '\\0' 1 > $PERFQ_RESULT");
  CHECK(large.result_error == "the result is over 16 MiB");
  const auto deep = result_of("head -c 300000 /dev/zero | tr '\\0' '[' > $PERFQ_RESULT");
  CHECK(deep.result_error == "the result nests too deeply");
}

TEST_CASE("result: a pipe in the file's place holds nothing up") {
  CHECK_FALSE(result_of("mkfifo $PERFQ_RESULT").result_json.has_value());
}
