#include "http_server.hpp"

#include "exit.hpp"

#include <httplib.h>

#include <optional>
#include <sys/socket.h>

namespace perfq::cli {

namespace {

constexpr std::size_t threads = 4;
// For so long, too, an idle connection holds up the end.
constexpr std::time_t idle_s = 1;
constexpr std::time_t slow_s = 5;

// Without SO_REUSEPORT, by which two servers would share a port and each be asked at times.
void keep_port_to_ourselves(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

void add_pages(httplib::Server& server, const Pages& pages) {
  server.set_pre_routing_handler(
      [&pages](const httplib::Request& request, httplib::Response& response) {
        const bool reads = request.method == "GET" || request.method == "HEAD";
        const auto found = pages.find(request.path);
        const Page page = found == pages.end() ? Page{.status = 404, .text = "no such page\n"}
                          : !reads ? Page{.status = 405, .text = "only GET is answered\n"}
                                   : found->second();
        response.status = page.status;
        response.set_content(page.text, page.type);
        return httplib::Server::HandlerResponse::Handled;
      });
}

int bind(httplib::Server& server, const std::string& host, int port) {
  if (port == 0) return server.bind_to_any_port(host);
  return server.bind_to_port(host, port) ? port : -1;
}

}  // namespace

void serve(const std::string& host, int port, const Pages& pages,
           const std::function<void(int port)>& ready, std::stop_token stop) {
  httplib::Server server;
  server.set_socket_options(keep_port_to_ourselves);
  server.set_keep_alive_timeout(idle_s);
  server.set_read_timeout(slow_s);
  server.set_write_timeout(slow_s);
  server.set_payload_max_length(0);
  add_pages(server, pages);
  const int bound = bind(server, host, port);
  const std::string where = host + ":" + std::to_string(port);
  if (bound <= 0)
    throw Refusal(Fault::database, "can't listen on " + where + ": is another program there?");

  // It asks for its threads once it runs: a stop before that would go unheard.
  const auto halt = [&server] { server.stop(); };
  std::optional<std::stop_callback<decltype(halt)>> halting;
  server.new_task_queue = [&] {
    ready(bound);
    halting.emplace(stop, halt);
    return new httplib::ThreadPool(threads);
  };
  if (!server.listen_after_bind() && !stop.stop_requested())
    throw Refusal(Fault::database, "can't accept connections on " + where + " any more");
}

}  // namespace perfq::cli
