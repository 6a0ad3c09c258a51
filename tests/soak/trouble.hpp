#pragma once

#include "support/cli.hpp"
#include "support/seeded_random.hpp"
#include "support/tcp_proxy.hpp"

#include <chrono>
#include <string>

namespace perfq::test {

/// What befalls the way to a database. A file has none.
class Trouble {
 public:
  explicit Trouble(const SqliteStore& store) : url_(store.url()) {}

  /// Through which the processes are to go.
  const std::string& url() const { return url_; }

  void strike(SeededRandom&) {}

  void calm() {}

  std::string told() const { return "a file"; }

 private:
  std::string url_;
};

/// Of a server: connections are cut, frozen, lose an answer; and it restarts without a goodbye.
class ServerTrouble {
 public:
  explicit ServerTrouble(const PostgresStore& store);

  const std::string& url() const { return url_; }

  void strike(SeededRandom& random);
  /// Ends what would else last.
  void calm();

  std::string told() const;

 private:
  void restart();

  TcpProxy proxy_;
  std::string url_;
  std::chrono::steady_clock::time_point next_restart_;
  int cuts_ = 0;
  int freezes_ = 0;
  int restarts_ = 0;
  int drops_ = 0;
};

inline Trouble trouble_of(const SqliteStore& store) {
  return Trouble(store);
}

inline ServerTrouble trouble_of(const PostgresStore& store) {
  return ServerTrouble(store);
}

}  // namespace perfq::test
