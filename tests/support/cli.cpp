#include "support/cli.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <sstream>
#include <stdexcept>
#include <sys/utsname.h>

namespace perfq::test {

namespace {

void require_done(const Finished& finished, const Command& command) {
  if (finished.exit == 0) return;
  std::string text;
  for (const auto& word : command.words) text += word + " ";
  throw std::runtime_error(text + "exited " + std::to_string(finished.exit) + ": " + finished.err);
}

/// What killed programs leave behind in it goes with the test.
const TemporaryFolder& scratch() {
  static const TemporaryFolder folder;
  return folder;
}

Finished done(const Command& command) {
  auto finished = run(command);
  require_done(finished, command);
  return finished;
}

}  // namespace

Words::Words(const std::string& text) {
  std::istringstream stream(text);
  for (std::string word; stream >> word;) all.push_back(word);
}

Words bench(const std::string& script, const std::vector<std::string>& options) {
  Words words{"bench_next", "--collector-id", "c1"};
  words.all.insert(words.all.end(), options.begin(), options.end());
  words.all.insert(words.all.end(), {"--", "sh", "-c", script});
  return words;
}

Command CliStore::command(const Words& words, const std::string& in) const {
  Command command{{PERFQ_TEST_CLI}, in};
  command.words.insert(command.words.end(), words.all.begin(), words.all.end());
  command.env = {{"PERFQ_DB", url_}, {"PERFQ_TOKEN", std::nullopt}, {"TMPDIR", scratch().path()}};
  return command;
}

Finished CliStore::run(const Words& words, const std::string& in) const {
  return test::run(command(words, in));
}

Json CliStore::json(const Words& words, const std::string& in) const {
  return Json::parse(done(command(words, in)).out);
}

std::vector<Json> CliStore::json_lines(const Words& words, const std::string& in) const {
  std::vector<Json> all;
  for (const auto& line : lines_of(done(command(words, in)).out)) all.push_back(Json::parse(line));
  return all;
}

Json CliStore::job(const Json& id) const {
  return json("status --json --job " + id.dump()).at("job");
}

std::vector<Json> CliStore::outcomes(const Json& id) const {
  std::vector<Json> all;
  const auto shown = job(id);
  for (const auto& attempt : shown.at("attempts")) all.push_back(attempt.at("outcome"));
  return all;
}

std::vector<std::string> CliStore::event_types() const {
  std::vector<std::string> types;
  for (const auto& event : json_lines("events --json")) types.push_back(event.at("type"));
  return types;
}

Json CliStore::add_job(const std::string& options) const {
  return json("job add --queue q --json " + options).at("job");
}

Json CliStore::claim_job(const std::string& worker, const std::string& options) const {
  return json("claim --queue q --worker " + worker + " " + options);
}

std::string SqliteStore::sql(const std::string& text) const {
  sqlite3* opened = nullptr;
  const int code = ::sqlite3_open(file().c_str(), &opened);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(opened, ::sqlite3_close);
  ::sqlite3_busy_timeout(opened, 60'000);
  const auto take = [](void* answer, int count, char** values, char**) {
    for (int at = 0; at < count; ++at)
      *static_cast<std::string*>(answer) += std::string{values[at] ? values[at] : ""} + "\n";
    return 0;
  };
  std::string answer;
  if (code != SQLITE_OK ||
      ::sqlite3_exec(opened, text.c_str(), take, &answer, nullptr) != SQLITE_OK)
    throw std::runtime_error(text + ": " + ::sqlite3_errmsg(opened));
  return answer;
}

std::string postgres_server() {
  const char* url = std::getenv("PERFQ_TEST_POSTGRES");
  if (url == nullptr || *url == '\0')
    throw std::runtime_error(
        "PERFQ_TEST_POSTGRES is not set: give it the URL of a PostgreSQL database for tests, or "
        "run them by tests/run.sh");
  return url;
}

std::string PostgresSchema::fresh_name() {
  std::random_device device;
  return "t_" + std::to_string((std::uint64_t{device()} << 32) | device());
}

PostgresSchema::PostgresSchema(const std::string& name)
    : CliStore(postgres_server() + (postgres_server().find('?') == std::string::npos ? "?" : "&") +
               "schema=" + name),
      name_(name) {}

PostgresSchema::~PostgresSchema() {
  try {
    sql("DROP SCHEMA IF EXISTS " + name_ + " CASCADE");
  } catch (const std::exception&) {
    // The cluster of the tests is thrown away anyhow.
  }
}

std::string PostgresSchema::sql(const std::string& text) const {
  const Command command{
      {"psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", text, postgres_server()},
      {},
      {{"PGOPTIONS", "-c client_min_messages=error"}}};
  return done(command).out;
}

PostgresStore::PostgresStore() {
  done(command("migrate"));
}

std::string lease_of(const Json& claimed) {
  return claimed.at("job").dump() + " --token " + claimed.at("token").get<std::string>();
}

std::vector<std::string> lacking(const Json& object, const Words& names) {
  std::vector<std::string> all;
  for (const auto& name : names.all)
    if (!object.contains(name)) all.push_back(name);
  return all;
}

bool is_time(const Json& value) {
  if (!value.is_string()) return false;
  const std::string text = value;
  const std::string shape = "dddd-dd-ddTdd:dd:dd.ddddddZ";
  return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char wanted) {
    return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
  });
}

bool is_one_line(const std::string& text) {
  return text.size() > 1 && std::count(text.begin(), text.end(), '\n') == 1 && text.back() == '\n';
}

std::string this_machine_target() {
  utsname machine{};
  ::uname(&machine);
  return std::string{machine.machine} + "-linux";
}

}  // namespace perfq::test
