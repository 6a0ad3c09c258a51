#include "support/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace perfq::test {

namespace {

const std::string host = "127.0.0.1:";

sockaddr_in address_of(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int new_socket() {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) throw std::runtime_error("no socket");
  return made;
}

void send_all(int to, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto now = ::send(to, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (now <= 0) return;
    sent += static_cast<std::size_t>(now);
  }
}

/// Empty: the other side has ended.
std::string receive(int from) {
  std::array<char, 65536> bytes{};
  const auto got = ::recv(from, bytes.data(), bytes.size(), 0);
  return got > 0 ? std::string(bytes.data(), static_cast<std::size_t>(got)) : std::string{};
}

std::size_t length_at(const std::string& bytes, std::size_t at) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i)
    length = length * 256 + static_cast<unsigned char>(bytes[at + i]);
  return length;
}

/// By the tag with which a server ends a command. A claim is a query by its tag.
bool tells_of_a_write(const std::string& tag, bool is_claim) {
  for (const char* verb : {"COMMIT", "INSERT", "UPDATE", "DELETE", is_claim ? "SELECT" : "COMMIT"})
    if (tag.starts_with(verb) && !tag.ends_with(std::string(" 0\0", 3))) return true;
  return false;
}

}  // namespace

TcpProxy::TcpProxy(const std::string& server_url) {
  const auto at = server_url.find(host);
  if (at == std::string::npos) throw std::runtime_error("no TCP port in " + server_url);
  server_port_ = std::stoi(server_url.substr(at + host.size()));
  waker_ = ::eventfd(0, EFD_CLOEXEC);
  listen_on(0);
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

TcpProxy::~TcpProxy() {
  thread_.request_stop();
  wake();
  thread_.join();
  for (const Link& link : links_) {
    ::close(link.client);
    ::close(link.server);
  }
  if (listener_ >= 0) ::close(listener_);
  ::close(waker_);
}

std::string TcpProxy::through(const std::string& url) const {
  std::string changed = url;
  const std::string server = host + std::to_string(server_port_);
  changed.replace(changed.find(server), server.size(), host + std::to_string(port_));
  return changed + (url.find('?') == std::string::npos ? "?" : "&") +
         "sslmode=disable&gssencmode=disable";
}

void TcpProxy::listen_on(int port) {
  listener_ = new_socket();
  const int yes = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address = address_of(port);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 64) != 0)
    throw std::runtime_error("the proxy can't listen");
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
}

void TcpProxy::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(waker_, &one, sizeof one);
}

void TcpProxy::pass() {
  const std::lock_guard lock(mutex_);
  frozen_ = false;
  for (Link& link : links_) link.waits = false;
  if (listener_ < 0) listen_on(port_);
  wake();
}

void TcpProxy::cut() {
  const std::lock_guard lock(mutex_);
  for (Link& link : links_) cut_link(link);
  wake();
}

void TcpProxy::freeze() {
  const std::lock_guard lock(mutex_);
  frozen_ = true;
  wake();
}

void TcpProxy::await_frozen_call() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    for (const Link& link : links_)
      if (link.waits && !link.cut) return true;
    return false;
  });
}

void TcpProxy::refuse() {
  const std::lock_guard lock(mutex_);
  for (Link& link : links_) cut_link(link);
  if (listener_ >= 0) ::close(listener_);
  listener_ = -1;
  wake();
}

void TcpProxy::drop_next_commit() {
  const std::lock_guard lock(mutex_);
  drops_commit_ = true;
}

int TcpProxy::dropped() {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void TcpProxy::cut_link(Link& link) {
  ::shutdown(link.client, SHUT_RDWR);
  ::shutdown(link.server, SHUT_RDWR);
  link.cut = true;
}

void TcpProxy::accept_client() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int server = new_socket();
  const sockaddr_in address = address_of(server_port_);
  links_.push_back({.client = client, .server = server});
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    cut_link(links_.back());
}

void TcpProxy::carry_from_client(Link& link) {
  const std::string bytes = receive(link.client);
  if (bytes.empty()) cut_link(link);
  send_all(link.server, bytes);
}

bool TcpProxy::note(Link& link, char type, const std::string& body) {
  if (type == 'T') link.claims = body.find("done_token") != std::string::npos;
  if (type == 'C') link.writes = link.writes || tells_of_a_write(body, link.claims);
  if (type != 'Z') return true;
  const bool committed = body == "I" && link.writes;
  link.writes = false;
  if (!committed || !drops_commit_) return true;
  drops_commit_ = false;
  ++dropped_;
  return false;
}

void TcpProxy::carry_from_server(Link& link) {
  const std::string bytes = receive(link.server);
  if (bytes.empty()) cut_link(link);
  link.unread += bytes;
  while (link.unread.size() >= 5) {
    const std::size_t size = 1 + length_at(link.unread, 1);
    if (link.unread.size() < size) break;
    const char type = link.unread.front();
    if (!note(link, type, link.unread.substr(5, size - 5))) return cut_link(link);
    link.unsent += link.unread.substr(0, size);
    link.unread.erase(0, size);
    if (type != 'Z' && drops_commit_) continue;
    send_all(link.client, link.unsent);
    link.unsent.clear();
  }
}

void TcpProxy::forget_cut_links() {
  links_.remove_if([](const Link& link) {
    if (!link.cut) return false;
    ::close(link.client);
    ::close(link.server);
    return true;
  });
}

// What is frozen is only watched: for the first thing sent, and for a client that hangs up, which
// takes with it what it had sent.
TcpProxy::Polled TcpProxy::what_to_poll() {
  const std::lock_guard lock(mutex_);
  forget_cut_links();
  Polled polled{.descriptors = {{waker_, POLLIN, 0}, {frozen_ ? -1 : listener_, POLLIN, 0}},
                .links = {}};
  for (Link& link : links_) {
    polled.links.push_back(&link);
    const int wanted = link.waits ? POLLRDHUP : POLLIN | POLLRDHUP;
    polled.descriptors.push_back({link.client, static_cast<short>(wanted), 0});
    polled.descriptors.push_back({frozen_ ? -1 : link.server, POLLIN, 0});
  }
  return polled;
}

void TcpProxy::watch_frozen(Link& link, short client) {
  if ((client & (POLLRDHUP | POLLHUP | POLLERR)) != 0) return cut_link(link);
  link.waits = link.waits || (client & POLLIN) != 0;
  changed_.notify_all();
}

void TcpProxy::carry(const Polled& polled) {
  if ((polled.descriptors[1].revents & POLLIN) != 0) accept_client();
  for (std::size_t i = 0; i < polled.links.size(); ++i) {
    Link& link = *polled.links[i];
    const short client = polled.descriptors[2 + 2 * i].revents;
    const short server = polled.descriptors[3 + 2 * i].revents;
    if (link.cut) continue;
    if (frozen_)
      watch_frozen(link, client);
    else if (server != 0)
      carry_from_server(link);
    else if (client != 0)
      carry_from_client(link);
  }
}

void TcpProxy::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Polled polled = what_to_poll();
    ::poll(polled.descriptors.data(), polled.descriptors.size(), -1);
    const std::lock_guard lock(mutex_);
    std::uint64_t woken = 0;
    const bool is_woken = polled.descriptors.front().revents != 0;
    // Whoever woke it may have changed what is to be carried.
    if (!is_woken || ::read(waker_, &woken, sizeof woken) < 0) carry(polled);
  }
}

}  // namespace perfq::test
