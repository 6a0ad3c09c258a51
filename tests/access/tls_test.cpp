#include "access/roles.hpp"
#include "support/failure.hpp"

#include <perfq/queue.hpp>

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace perfq::test;

namespace {

/// A key and a certificate that it signed itself, for that name.
void make_certificate(const std::string& file, const std::string& name) {
  const auto made = run({{"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                          "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                          "/CN=" + name, "-keyout", file + ".key", "-out", file + ".crt"}});
  REQUIRE_MESSAGE(made == 0, made.err);
  REQUIRE(::chmod((file + ".key").c_str(), 0600) == 0);
}

std::string server_folder() {
  const char* folder = std::getenv("PERFQ_TEST_PGDATA");
  REQUIRE_MESSAGE(folder != nullptr, "PERFQ_TEST_PGDATA is not set: run it by tests/run.sh");
  return folder;
}

/// The server of the tests speaks TLS as long as this lives, with a certificate for 127.0.0.1, and
/// knows the role `certified` by its own certificate only.
class TlsServer {
 public:
  TlsServer() : folder_(server_folder()), rules_(read_file(folder_ + "/pg_hba.conf")) {
    make_certificate(files_.path("server"), "127.0.0.1");
    make_certificate(files_.path("stranger"), "127.0.0.1");
    make_certificate(files_.path("client"), store_.name());
    for (const std::string file : {"server.key", "server.crt", "client.crt"}) give(file);
    write_file(folder_ + "/pg_hba.conf",
               "hostssl all " + store_.name() + " 127.0.0.1/32 cert\n" + rules_);
    store_.sql("CREATE ROLE " + store_.name() + " LOGIN SUPERUSER");
    store_.sql("ALTER SYSTEM SET ssl_ca_file = 'client.crt'");
    store_.sql("ALTER SYSTEM SET ssl = on");
    reload("on");
  }

  ~TlsServer() {
    write_file(folder_ + "/pg_hba.conf", rules_);
    store_.sql("ALTER SYSTEM RESET ssl");
    store_.sql("ALTER SYSTEM RESET ssl_ca_file");
    reload("off");
    store_.sql("DROP ROLE " + store_.name());
  }

  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string file(const std::string& name) const { return files_.path(name); }

  const PostgresStore& store() const { return store_; }

  /// The same database with more settings of libpq.
  CliStore with(const std::string& settings) const { return CliStore(store_.url() + settings); }

  /// As the role that only a certificate lets in.
  CliStore certified(const std::string& settings) const {
    return CliStore(url_as(store_.name(), store_.url()) + settings);
  }

 private:
  /// To whom the server runs as.
  void give(const std::string& name) const {
    const std::string there = folder_ + "/" + name;
    std::filesystem::copy_file(file(name), there,
                               std::filesystem::copy_options::overwrite_existing);

    struct stat owner {};

    REQUIRE(::stat(folder_.c_str(), &owner) == 0);
    REQUIRE(::chown(there.c_str(), owner.st_uid, owner.st_gid) == 0);
  }

  void reload(const std::string& awaited) const {
    store_.sql("SELECT pg_reload_conf()");
    soon([&] { return store_.sql("SHOW ssl") == awaited + "\n"; });
  }

  PostgresStore store_;
  TemporaryFolder files_;
  std::string folder_;
  std::string rules_;
};

void check_unsafe(const Finished& refused, const std::string& fault) {
  CHECK(refused == 1);
  CHECK(refused.out.empty());
  CHECK(is_one_line(refused.err));
  INFO(refused.err);
  CHECK(refused.err.find(fault) != std::string::npos);
  CHECK(refused.err.find("sslrootcert") != std::string::npos);
}

}  // namespace

// Guards the settings that parse_postgres_url passes on: leave one out and its connection is made.
TEST_CASE_FIXTURE(TlsServer,
                  "TLS: what the URL asks of it libpq does, a server it can't trust is none") {
  const auto trusting = "&sslmode=verify-full&sslrootcert=";
  CHECK(with(trusting + file("server.crt")).run("status") == 0);
  CHECK(with("&sslmode=require").run("status") == 0);
  check_unsafe(with(trusting + file("stranger.crt")).run("status"), "certificate verify failed");
  check_unsafe(with(trusting + file("missing.crt")).run("status"), "missing.crt");
  auto by_name = store().url() + trusting + file("server.crt");
  by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
  check_unsafe(CliStore(by_name).run("status"), "does not match host name");
  const auto refused = failure_of([&] { perfq::open(by_name); });
  CHECK(refused.kind == perfq::ErrorKind::storage);
  CHECK_FALSE(refused.may_retry);
}

TEST_CASE_FIXTURE(TlsServer,
                  "TLS: a role is known by its certificate, and migrates and works by it") {
  const auto own = "&sslmode=verify-full&sslrootcert=" + file("server.crt") +
                   "&sslcert=" + file("client.crt") + "&sslkey=" + file("client.key");
  CHECK(certified(own).run("job add --queue q") == 0);
  CHECK(certified("&sslmode=require").run("status") == 1);
  const auto other =
      "&sslmode=require&sslcert=" + file("stranger.crt") + "&sslkey=" + file("stranger.key");
  CHECK(certified(other).run("status") == 1);
  CHECK(store().json_lines("events --json").back().at("actor") == store().name());
}

TEST_CASE_FIXTURE(TlsServer, "TLS: no password of the URL is ever told") {
  const auto secrets = "&password=sesame&sslpassword=sesame&sslmode=verify-full&sslrootcert=";
  for (const std::string root : {"server.crt", "stranger.crt", "missing.crt"}) {
    const auto told = with(secrets + file(root)).run("status");
    CHECK((told == 0) == (root == "server.crt"));
    CHECK((told.out + told.err).find("sesame") == std::string::npos);
  }
  const auto sql = with("&password=sesame&sslmode=verify-full&sslrootcert=" + file("server.crt"))
                       .json("status --json");
  CHECK(sql.at("database").get<std::string>().find("sesame") == std::string::npos);
  const auto role = store().name() + "_secret";
  store().sql("CREATE ROLE " + role + " LOGIN PASSWORD 'other'");
  const auto refused = CliStore(url_as(role + ":sesame", store().url())).run("status");
  CHECK(refused.err.find("sesame") == std::string::npos);
  store().sql("DROP ROLE " + role);
}

TEST_CASE("without TLS on the server a URL that requires it is refused, others connect") {
  const PostgresStore store;
  check_unsafe(CliStore(store.url() + "&sslmode=require").run("status"), "does not support SSL");
  CHECK(CliStore(store.url() + "&sslmode=prefer").run("status") == 0);
}

TEST_CASE("other settings of libpq in the URL reach the server, too") {
  const PostgresStore store;
  const auto settings = "&application_name=" + store.name() + "&options=-c%20work_mem%3D7MB";
  perfq::Queue queue = perfq::open(store.url() + settings);
  CHECK(store.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = '" +
                  store.name() + "'") == "1\n");
  CHECK(CliStore(store.url() + "&target_session_attrs=read-write").run("status") == 0);
  CHECK(CliStore(store.url() + "&options=-c%20nonsense%3D1").run("status") == 1);
}
