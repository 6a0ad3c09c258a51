#include "claimed.hpp"
#include "commands.hpp"
#include "signals.hpp"

namespace perfq::cli {

Exit run(const ClaimOptions& options, Context& context) {
  // A signal ends the waiting; it never falls between a claim and its print.
  const StopOnSignals signals;
  if (options.from_queue) {
    auto request = options.plain;
    request.stop = signals.soft();
    return finish_claim(context, context.queue().claim(request));
  }
  auto request = options.collector;
  request.stop = signals.soft();
  return finish_claim(context, context.fleet().claim(request), request.collector);
}

}  // namespace perfq::cli
