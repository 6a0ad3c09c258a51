#include "support/cli.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace perfq::test;

namespace {

/// As somebody who may not write everywhere. The program is copied to where he may run it.
Finished run_unprivileged(const CliStore& store, const TemporaryFolder& folder,
                          const Words& words) {
  const auto program = folder.path("perfq");
  if (!std::filesystem::exists(program)) std::filesystem::copy_file(PERFQ_TEST_CLI, program);
  auto command = store.command(words);
  command.words[0] = program;
  if (::geteuid() == 0)
    command.words.insert(command.words.begin(),
                         {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
  return run(command);
}

void check_failed(const Finished& failed) {
  CHECK(failed == 1);
  CHECK(failed.out.empty());
  CHECK(is_one_line(failed.err));
}

void set_mode(const std::string& path, int mode) {
  std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
}

/// Overwrites everything from the third page on but for the beginning of each page's type.
void damage(const std::string& file) {
  const auto size = std::filesystem::file_size(file);
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekp(2 * 4096);
  const std::string garbage(4096, '\xAA');
  for (std::uintmax_t at = 2 * 4096; at + 4096 <= size; at += 4096)
    stream.write(garbage.data(), static_cast<std::streamsize>(garbage.size()));
}

}  // namespace

TEST_CASE("a folder that may not be written: exit 1, one line, and nothing is left there") {
  const TemporaryFolder programs;
  const TemporaryFolder folder;
  const CliStore store("sqlite:" + folder.path("queue.db"));
  set_mode(folder.path(), 0555);
  check_failed(run_unprivileged(store, programs, "enqueue aaaaaaa1"));
  set_mode(folder.path(), 0755);
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(store.run("enqueue aaaaaaa1") == 0);

  set_mode(folder.path("queue.db"), 0444);
  set_mode(folder.path(), 0555);
  check_failed(run_unprivileged(store, programs, "enqueue bbbbbbb2"));
  set_mode(folder.path(), 0755);
  set_mode(folder.path("queue.db"), 0644);
  CHECK(store.json("status --json").at("requests").size() == 1);
}

TEST_CASE("a file that is no database, and a folder: exit 1, one line, left as it was") {
  const TemporaryFolder folder;
  const auto file = folder.path("notes.txt");
  const std::string text = std::string(5000, 'n');
  write_file(file, text);
  for (const auto* words : {"status", "enqueue aaaaaaa1", "doctor", "migrate", "migrate --check"}) {
    CAPTURE(words);
    check_failed(CliStore("sqlite:" + file).run(words));
    check_failed(CliStore("sqlite:" + folder.path()).run(words));
  }
  CHECK(read_file(file) == text);
}

TEST_CASE("another program's database: exit 1 or 7, one line, left as it was") {
  const SqliteStore store;
  store.sql("CREATE TABLE job (mine TEXT)");
  const auto before = store.sql("SELECT sql FROM sqlite_master");
  const auto refused = store.run("enqueue aaaaaaa1");
  CHECK((refused.exit == 1 || refused.exit == 7));
  CHECK(is_one_line(refused.err));
  CHECK(store.sql("SELECT sql FROM sqlite_master") == before);
}

// D6 breaks with libqueue/sqlite/error.cpp: s/case SQLITE_CORRUPT:/case SQLITE_NOTICE:/
TEST_CASE("damaged pages: exit 1, one line, from every verb that meets them") {
  const SqliteStore store;
  for (int number = 0; number < 5; ++number)
    store.run({"job", "add", "--queue", "q", "--payload", "-"},
              "\"" + std::string(20'000, 'x') + "\"");
  REQUIRE_FALSE(std::filesystem::exists(store.file() + "-wal"));
  damage(store.file());
  const auto damaged = read_file(store.file());
  for (const auto* words :
       {"job list", "claim --queue q --worker w", "job add --queue q", "complete 1 --token t"}) {
    CAPTURE(words);
    const auto failed = store.run(words);
    check_failed(failed);
    CHECK(failed.err.find("is damaged") != std::string::npos);
  }
  const auto examined = store.run("doctor");
  CHECK(examined == 1);
  CHECK(read_file(store.file()).size() == damaged.size());
}
