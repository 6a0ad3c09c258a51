#include "commands.hpp"
#include "prometheus.hpp"

namespace perfq::cli {

Exit run(const MetricsOptions&, Context& context) {
  const auto numbers = metrics(context.queue());
  context.out().write(context.json() ? to_line(prometheus_json(numbers))
                                     : prometheus_text(numbers));
  return Exit::done;
}

}  // namespace perfq::cli
