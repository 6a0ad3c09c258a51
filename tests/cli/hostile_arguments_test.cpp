#include "cli/arguments.hpp"
#include "parse.hpp"
#include "support/cli.hpp"

#include <set>

using namespace perfq::test;

namespace {

const std::string quotes = R"('"; DROP TABLE job; --)";
const std::string no_utf8 = "a\xff\xfe";

const std::vector<std::string> hostile = {
    quotes,
    no_utf8,
    "",
    "99999999999999999999",
    "-99999999999999999999",
    "1e400",
    "nan",
    "0x7fffffffffffffff",
    "\n\t\x1b[31m",
    "%s%n$1${HOME}`true`",
    std::string(100'000, 'a'),
};

bool is_strict(const std::string& value) {
  static const std::set<std::string> strict{"N", "JOB", "DURATION", "TIME", "KIND", "S"};
  return strict.contains(value);
}

void check_line(const std::string& line) {
  CHECK_FALSE(line.empty());
  CHECK(line.size() < 1000);
}

/// It is refused, or does no harm: no crash, no fault of perfq's own, no error of the database's.
void check_harmless(const CliStore& store, const std::vector<std::string>& words) {
  Words line("");
  line.all = words;
  std::string shown;
  for (const auto& word : words) shown += "'" + word + "' ";
  CAPTURE(shown);
  const Finished done = store.run(line);
  INFO(done.err);
  CHECK(done.signal == 0);
  CHECK(done.exit >= 0);
  CHECK(done.exit <= 6);
  CHECK(done.err.find("fault of perfq's own") == std::string::npos);
  CHECK(done.err.find("refused a command") == std::string::npos);
}

template <class Store>
void fill(const Store& store) {
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  store.add_job();
}

template <class Store>
void check_whole(const Store& store) {
  CHECK(store.run("doctor") == 0);
  CHECK(store.json("job list --json --limit 1000").size() >= 2);
  CHECK(store.json("status aaaaaaa1 --json").at("requests").size() == 1);
}

/// It never ends by itself where its argument is right.
bool goes_on(const Argument& argument) {
  return argument.verb == "serve" || argument.name == "--watch";
}

}  // namespace

TEST_CASE("every argument of every verb takes a right value: nobody forgot to say one here") {
  const auto all = all_arguments();
  CHECK(all.size() > 75);
  for (const auto& argument : all) {
    CAPTURE(argument.verb);
    CAPTURE(argument.name);
    CHECK_NOTHROW(line_with(argument, "1"));
  }
}

TEST_CASE("docs/access.md says of every verb who may") {
  const auto text = read_file(std::string{PERFQ_TEST_SOURCE_DIR} + "/docs/access.md");
  for (const auto& verb : perfq::cli::verbs()) {
    CAPTURE(verb);
    CHECK(text.find("`" + verb + "`") != std::string::npos);
  }
}

TEST_CASE(
    "every argument: what the parser refuses it refuses in a short line; numbers, times and "
    "states it reads strictly") {
  for (const auto& argument : all_arguments()) {
    CAPTURE(argument.verb);
    CAPTURE(argument.name);
    for (const auto& value : hostile) {
      CAPTURE(value.substr(0, 50));
      const auto refused = refusal_of(line_with(argument, value));
      if (refused) check_line(*refused);
      // An optional value may be empty; the long one of --watch is a SHA.
      const bool may_pass =
          argument.name == "--watch" || (value.empty() && argument.name == "--wait");
      if (is_strict(argument.value) && !may_pass) REQUIRE(refused);
    }
  }
}

TEST_CASE_TEMPLATE("every argument: quotes are a text as any other", Store, PERFQ_BOTH_STORES) {
  const Store store;
  fill(store);
  for (const auto& argument : all_arguments()) {
    const auto words = line_with(argument, quotes);
    const bool refused = refusal_of(words).has_value();
    CHECK((refused || !goes_on(argument)));
    if (!refused) check_harmless(store, words);
  }
  check_whole(store);
}

TEST_CASE("every argument: bytes that are no text") {
  const PostgresStore store;
  fill(store);
  for (const auto& argument : all_arguments()) {
    const auto words = line_with(argument, no_utf8);
    if (!refusal_of(words)) check_harmless(store, words);
  }
  check_whole(store);
}
