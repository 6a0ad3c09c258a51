#include "print.hpp"
#include "table.hpp"

#include <fmt/format.h>

namespace perfq::cli {

namespace {

constexpr int wide_window = 100;
constexpr int row_bar_columns = 12;
constexpr int short_row_bar_columns = 6;
constexpr int shown_digits = 12;

std::string progress(const RequestStatus& request, const Terminal& terminal) {
  if (request.jobs.total == 0) return {};
  const bool wide = terminal.columns == 0 || terminal.columns >= wide_window;
  const int columns = wide ? row_bar_columns : short_row_bar_columns;
  return fmt::format("{} {}/{}", bar(request.progress, columns, terminal),
                     request.jobs.required_ended, request.jobs.required);
}

std::string how_long(const Group& group, Timestamp now) {
  if (group.ended_at) return age(*group.ended_at, now) + " ago";
  return "for " + age(group.started_at.value_or(group.created_at), now);
}

std::string state_of(const Group& group) {
  const bool partial = group.outcome == GroupOutcome::partial;
  return partial ? "partial" : std::string{to_text(group.state)};
}

Cell note_on(const RequestStatus& request) {
  if (request.problem) return {*request.problem, Colour::yellow};
  if (const auto missing = missing_of(request); !missing.empty()) {
    return {"missing: " + missing, Colour::yellow};
  }
  if (request.position) return {fmt::format("position {}", *request.position), Colour::dim};
  const auto state = request.group.state;
  const bool tells = !is_terminal(state) || state == GroupState::failed;
  return {tells ? request.reason : std::string{}, Colour::dim};
}

void add_request(Table& table, const RequestStatus& request, Timestamp now,
                 const Terminal& terminal) {
  const auto colour = request.group.outcome == GroupOutcome::partial
                          ? Colour::yellow
                          : colour_of(request.group.state);
  // What matters most comes first: a narrow window cuts the end.
  table.add({{short_sha(request.sha), Colour::bold},
             {state_of(request.group), colour},
             {progress(request, terminal)},
             {request.eta ? age(now, *request.eta) : ""},
             {how_long(request.group, now), Colour::dim},
             {std::string{to_text(request.kind)}},
             {request.pr ? fmt::format("#{}", *request.pr) : ""},
             note_on(request)});
}

std::string head(const Status& status) {
  const auto& queue = status.queue;
  auto line =
      fmt::format("{}: {} queued, {} running", status.database, queue.queued, queue.running);
  if (queue.delayed > 0) line += fmt::format(", {} delayed", queue.delayed);
  if (queue.unplaceable > 0)
    line += fmt::format(", {} that no collector serves", queue.unplaceable);
  return line;
}

}  // namespace

std::string print_status(const Status& status, const Terminal& terminal) {
  Table requests{{{"REQUEST", false, shown_digits},
                  {"STATE"},
                  {"PROGRESS"},
                  {"LEFT", true},
                  {"SINCE"},
                  {"KIND"},
                  {"PR"},
                  {"NOTE", false, narrow}}};
  for (const auto& request : status.requests) {
    add_request(requests, request, status.now, terminal);
  }
  auto line = printable(head(status));
  if (terminal.columns > 0) line = cut(line, terminal.columns, terminal);
  std::string text = line + "\n";
  if (!requests.empty()) text += "\n" + requests.text(terminal);
  if (!status.collectors.empty()) {
    text += "\n" + print_collectors(status.collectors, status.now, terminal);
  }
  return text;
}

}  // namespace perfq::cli
