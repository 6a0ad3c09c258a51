#include "commands.hpp"
#include "http_server.hpp"
#include "print_json.hpp"
#include "prometheus.hpp"
#include "signals.hpp"

#include <perfq/error.hpp>

#include <fmt/format.h>

#include <exception>

namespace perfq::cli {

namespace {

// Whoever asks has less patience than a command.
constexpr microseconds give_up_after = std::chrono::seconds{2};

std::function<Page()> or_unavailable(std::function<Page()> page) {
  return [page = std::move(page)] {
    try {
      return page();
    } catch (const std::exception& fault) {
      return Page{.status = 503, .text = fmt::format("{}\n", fault.what())};
    }
  };
}

// Any look at a table will do; the clock alone needs no file.
void require_answer(Queue& queue) {
  static_cast<void>(queue.find(1));
}

Pages pages_of(Queue& queue) {
  Pages pages;
  pages["/metrics"] = or_unavailable([&queue] {
    return Page{.type = "text/plain; version=0.0.4; charset=utf-8",
                .text = prometheus_text(metrics(queue))};
  });
  pages["/status.json"] = or_unavailable([&queue] {
    return Page{.type = "application/json",
                .text = to_line(status_json(Fleet(queue).status(StatusQuery{})))};
  });
  pages["/healthz"] = or_unavailable([&queue] {
    require_answer(queue);
    return Page{.text = "ok\n"};
  });
  return pages;
}

std::string address(const std::string& host, int port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return is_ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

}  // namespace

Exit run(const ServeOptions& options, Context& context) {
  const StopOnSignals signals;
  auto queue = open(context.db(), {.give_up_after = give_up_after});
  // Later a database that is away, or not migrated, is told page by page.
  require_answer(queue);
  const auto tell = [&](int port) {
    const auto where = address(options.host, port);
    context.out().write(context.json() ? to_line(Json{{"listen", where}})
                                       : fmt::format("serving http://{}\n", where));
    context.out().flush();
  };
  serve(options.host, options.port, pages_of(queue), tell, signals.soft());
  return Exit::done;
}

}  // namespace perfq::cli
