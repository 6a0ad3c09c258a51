#include "commands.hpp"
#include "print.hpp"
#include "print_json.hpp"

#include <unistd.h>

namespace perfq::cli {

namespace {

// The collectors that are meant, by id or by label.
std::vector<std::string> ids(const CollectorOptions& options, Context& context) {
  if (!options.label) return {options.collector.id};
  const auto& [key, value] = *options.label;
  auto labelled = context.fleet().labelled(key, value);
  if (labelled.empty()) {
    throw Refusal(Fault::not_found, fmt::format("no collector has the label {}={}", key, value));
  }
  return labelled;
}

Collector find(Context& context, const std::string& id) {
  auto collector = context.fleet().collector(id);
  if (!collector) {
    throw Refusal(Fault::not_found,
                  fmt::format("there is no collector {}; perfq collector list names all", id));
  }
  return *collector;
}

Exit print_done(Context& context, const std::string& id, std::string_view what) {
  if (context.json()) {
    context.out().write(to_line(Json{{"id", id}, {"change", what}}));
  } else {
    context.out().print("collector {}: {}\n", id, what);
  }
  return Exit::done;
}

Exit add(const CollectorOptions& options, Context& context) {
  const bool created = context.fleet().add_collector(options.collector);
  return print_done(context, options.collector.id, created ? "added" : "unchanged");
}

Exit set(const CollectorOptions& options, Context& context) {
  context.fleet().change_collector(options.collector);
  return print_done(context, options.collector.id, "changed");
}

Exit list(Context& context) {
  const auto collectors = context.fleet().collectors();
  if (!context.json()) {
    const auto now = context.queue().now();
    context.out().write(print_collectors(collectors, now, terminal(STDOUT_FILENO)));
    return Exit::done;
  }
  auto json = Json::array();
  for (const auto& collector : collectors) json.push_back(collector_json(collector));
  context.out().write(to_line(json));
  return Exit::done;
}

Exit show(const CollectorOptions& options, Context& context) {
  const auto collector = find(context, options.collector.id);
  if (context.json()) {
    context.out().write(to_line(collector_json(collector)));
  } else {
    const auto now = context.queue().now();
    context.out().write(print_collector(collector, now, terminal(STDOUT_FILENO)));
  }
  return Exit::done;
}

void wait_until_drained(Context& context, const std::string& id) {
  constexpr microseconds look_again = std::chrono::seconds{1};
  while (true) {
    const auto state = find(context, id).state;
    if (state == CollectorState::drained) return;
    if (state != CollectorState::draining) {
      throw Refusal(Fault::state, fmt::format("collector {}: somebody resumed it meanwhile", id));
    }
    context.queue().wait_for_change(look_again);
  }
}

Exit drain(const CollectorOptions& options, Context& context) {
  const auto drained = ids(options, context);
  for (const auto& id : drained) context.fleet().drain_collector(id, options.now);
  for (const auto& id : drained) {
    if (options.wait) wait_until_drained(context, id);
    print_done(context, id, options.wait ? "drained" : "draining");
  }
  return Exit::done;
}

Exit resume(const CollectorOptions& options, Context& context) {
  for (const auto& id : ids(options, context)) {
    context.fleet().resume_collector(id);
    print_done(context, id, "resumed");
  }
  return Exit::done;
}

Exit remove(const CollectorOptions& options, Context& context) {
  context.fleet().remove_collector(options.collector.id);
  return print_done(context, options.collector.id, "removed");
}

}  // namespace

Exit run(const CollectorOptions& options, Context& context) {
  switch (options.verb) {
    case CollectorVerb::add:
      return add(options, context);
    case CollectorVerb::set:
      return set(options, context);
    case CollectorVerb::list:
      return list(context);
    case CollectorVerb::show:
      return show(options, context);
    case CollectorVerb::drain:
      return drain(options, context);
    case CollectorVerb::resume:
      return resume(options, context);
    case CollectorVerb::remove:
      return remove(options, context);
  }
  return Exit::usage;
}

}  // namespace perfq::cli
