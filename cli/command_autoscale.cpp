#include "commands.hpp"
#include "json.hpp"
#include "table.hpp"

#include <perfq/autoscale.hpp>

#include <fmt/format.h>

#include <unistd.h>

namespace perfq::cli {

namespace {

Json demand_json(const Demand& demand, std::int64_t desired) {
  return Json{{"demand", demand.demand},
              {"queued", demand.queued},
              {"running", demand.running},
              {"unplaceable", demand.unplaceable},
              {"live_slots", demand.live_slots},
              {"draining_slots", demand.draining_slots},
              {"desired", desired}};
}

std::string print_demand(const Demand& demand, std::int64_t desired, const Terminal& terminal) {
  Table table{{{"TARGET", false, narrow},
               {"DEMAND", true},
               {"QUEUED", true},
               {"RUNNING", true},
               {"UNPLACEABLE", true},
               {"LIVE SLOTS", true},
               {"DRAINING SLOTS", true},
               {"DESIRED", true}}};
  const auto number = [](std::int64_t value) { return Cell{fmt::format("{}", value)}; };
  table.add({{demand.target, Colour::bold},
             number(demand.demand),
             number(demand.queued),
             number(demand.running),
             number(demand.unplaceable),
             number(demand.live_slots),
             number(demand.draining_slots),
             {fmt::format("{}", desired), Colour::bold}});
  return table.text(terminal);
}

}  // namespace

Exit run(const AutoscaleOptions& options, Context& context) {
  const auto asked = demand(context.queue(), options.target);
  const auto desired = desired_workers(asked, options.scaling);
  context.out().write(context.json() ? to_line(demand_json(asked, desired))
                                     : print_demand(asked, desired, terminal(STDOUT_FILENO)));
  return Exit::done;
}

}  // namespace perfq::cli
