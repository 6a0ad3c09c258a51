#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <poll.h>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace perfq::test {

/// Stands between libpq and a PostgreSQL server on 127.0.0.1 and does to their connections what
/// networks do. A thread of its own carries the bytes. Every call has taken effect when it returns.
class TcpProxy {
 public:
  /// In front of the server that the URL names by address and port.
  explicit TcpProxy(const std::string& server_url);
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;

  /// The URL with the proxy's port, without encryption: it reads along.
  std::string through(const std::string& url) const;

  /// Carries everything again, for new connections and for those that were frozen.
  void pass();
  /// Cuts all connections, both sides.
  void cut();
  /// Carries nothing more, and keeps all connections open.
  void freeze();
  /// Waits until a client has sent something that is frozen.
  void await_frozen_call();
  /// Cuts all connections, and refuses new ones.
  void refuse();
  /// The next answer by which a server confirms a write that it has committed never arrives: the
  /// connection is cut instead.
  void drop_next_commit();
  /// How many such answers were dropped.
  int dropped();

 private:
  struct Link {
    int client;
    int server;
    std::string unread{};  ///< from the server, no whole message yet
    std::string unsent{};  ///< of whole messages, up to where the server is ready again
    bool writes = false;   ///< the server has told of a write since it was last ready
    bool claims = false;   ///< the rows that it sends are those of a claim
    bool waits = false;    ///< frozen with something to carry
    bool cut = false;
  };

  struct Polled {
    std::vector<pollfd> descriptors;  ///< the waker, the listener, and two for each link
    std::vector<Link*> links;
  };

  void listen_on(int port);
  Polled what_to_poll();
  void forget_cut_links();
  void watch_frozen(Link& link, short client);
  void carry(const Polled& polled);
  void serve(const std::stop_token& stop);
  void accept_client();
  void carry_from_client(Link& link);
  void carry_from_server(Link& link);
  /// False where the message is an answer to be dropped.
  bool note(Link& link, char type, const std::string& body);
  static void cut_link(Link& link);
  void wake() const;

  int server_port_ = 0;
  int port_ = 0;
  int listener_ = -1;
  int waker_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Link> links_;
  bool frozen_ = false;
  bool drops_commit_ = false;
  int dropped_ = 0;
  std::jthread thread_;
};

}  // namespace perfq::test
