#include "cli/exposition.hpp"
#include "support/cli.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

using namespace perfq::test;

namespace {

/// A connection to a port of this machine.
class Connection {
 public:
  explicit Connection(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("nobody listens there");
  }

  ~Connection() { close(socket_); }

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// All that comes until the other side closes.
  std::string ask(const std::string& request) const {
    if (write(socket_, request.data(), request.size()) < 0) throw std::runtime_error("not sent");
    std::string answer;
    char part[4096];
    for (ssize_t got = 0; (got = read(socket_, part, sizeof part)) > 0;)
      answer.append(part, static_cast<std::size_t>(got));
    return answer;
  }

 private:
  int socket_;
};

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
};

class Server {
 public:
  explicit Server(const CliStore& store)
      : process_(store.command("serve --listen 127.0.0.1:0 --json")) {
    REQUIRE(soon([&] { return process_.out().ends_with('\n'); }));
    const std::string address = Json::parse(process_.out()).at("listen");
    port_ = std::stoi(address.substr(address.rfind(':') + 1));
  }

  int port() const { return port_; }

  Process& process() { return process_; }

  Answer ask(const std::string& path, const std::string& method = "GET") const {
    const auto text = Connection(port_).ask(method + " " + path +
                                            " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto blank = text.find("\r\n\r\n");
    if (!text.starts_with("HTTP/1.1 ") || blank == std::string::npos)
      throw std::runtime_error("no HTTP: " + text);
    return {std::stoi(text.substr(9)), text.substr(0, blank), text.substr(blank + 4)};
  }

 private:
  Process process_;
  int port_ = 0;
};

}  // namespace

TEST_CASE_TEMPLATE("serve: metrics, status and health; nothing else, and nothing is changed", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  const auto events = store.event_types();
  const Server server(store);
  const auto metrics = server.ask("/metrics");
  CHECK(metrics.status == 200);
  CHECK(metrics.head.find("text/plain; version=0.0.4") != std::string::npos);
  CHECK(read_exposition(metrics.body).at("perfq_jobs{state=queued}") == 1);
  auto served = Json::parse(server.ask("/status.json").body);
  auto printed = store.json("status --json");
  for (auto* status : {&served, &printed}) {
    status->erase("now");
    status->at("queue").erase("oldest_queued_s");
    status->at("requests")[0].erase("eta");
  }
  CHECK(served == printed);
  CHECK(server.ask("/healthz").status == 200);
  CHECK(server.ask("/").status == 404);
  CHECK(server.ask("/metrics", "POST").status == 405);
  CHECK(server.ask("/metrics", "HEAD").body.empty());
  CHECK(store.event_types() == events);
}

// Without `halting.emplace` in cli/http_server.cpp it never ends.
TEST_CASE_TEMPLATE("serve: SIGTERM ends it with 0, an idle connection or not", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  for (const int signal : {SIGTERM, SIGINT}) {
    Server server(store);
    const Connection idle(server.port());
    server.process().signal(signal);
    CHECK(server.process().wait(std::chrono::seconds{20}) == 0);
    CHECK_THROWS_AS(Connection(server.port()), std::runtime_error);
  }
}

TEST_CASE("serve: 503 while the database does not answer, 200 when it does again") {
  const SqliteStore store;
  store.run("enqueue 8ce2287aaa");
  const Server server(store);
  CHECK(server.ask("/healthz").status == 200);
  store.sql("ALTER TABLE job RENAME TO hidden");
  CHECK(server.ask("/healthz").status == 503);
  CHECK(server.ask("/metrics").status == 503);
  store.sql("ALTER TABLE hidden RENAME TO job");
  CHECK(server.ask("/healthz").status == 200);
}

TEST_CASE("serve: a schema that is missing is told at once") {
  const PostgresSchema schema;
  CHECK(schema.run("serve --listen 127.0.0.1:0") == 7);
}

TEST_CASE("serve: a port that is taken, and an address that is none") {
  const SqliteStore store;
  const Server server(store);
  const auto taken = store.run("serve --listen 127.0.0.1:" + std::to_string(server.port()));
  CHECK(taken == 1);
  CHECK(is_one_line(taken.err));
  for (const std::string bad : {"9464", ":9464", "localhost:", "localhost:99999", "localhost:x"}) {
    CAPTURE(bad);
    CHECK(store.run("serve --listen " + bad) == 2);
  }
}
