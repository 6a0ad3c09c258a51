#include "print.hpp"

#include "table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace perfq::cli {

std::string short_sha(std::string_view sha) {
  constexpr std::size_t commit_digits = 40;
  constexpr std::size_t shown = 12;
  const bool commit = sha.size() >= commit_digits &&
                      sha.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return std::string{commit ? sha.substr(0, shown) : sha};
}

std::string age(Timestamp since, Timestamp now) {
  return format_duration(std::max(now - since, microseconds{0}));
}

std::string missing_of(const RequestStatus& request) {
  const auto state = request.group.state;
  if (state == GroupState::failed || state == GroupState::cancelled) return {};
  return fmt::format("{}", fmt::join(request.missing, ", "));
}

Colour colour_of(JobState state) {
  switch (state) {
    case JobState::queued:
      return Colour::none;
    case JobState::running:
      return Colour::blue;
    case JobState::succeeded:
      return Colour::green;
    case JobState::failed:
      return Colour::red;
    case JobState::cancelled:
      return Colour::dim;
  }
  return Colour::none;
}

Colour colour_of(GroupState state) {
  switch (state) {
    case GroupState::waiting:
      return Colour::dim;
    case GroupState::queued:
      return Colour::none;
    case GroupState::running:
      return Colour::blue;
    case GroupState::finished:
      return Colour::green;
    case GroupState::failed:
      return Colour::red;
    case GroupState::cancelled:
      return Colour::dim;
  }
  return Colour::none;
}

Colour colour_of(CollectorState state) {
  switch (state) {
    case CollectorState::idle:
      return Colour::green;
    case CollectorState::busy:
      return Colour::blue;
    case CollectorState::offline:
      return Colour::dim;
    case CollectorState::draining:
    case CollectorState::drained:
      return Colour::yellow;
    case CollectorState::quarantined:
      return Colour::red;
  }
  return Colour::none;
}

std::string print_event(const Event& event, const std::string& sha, const Terminal& terminal) {
  std::string line = fmt::format("{}  {:<22}", format_time(event.at), event.type);
  if (!sha.empty()) line += "  " + short_sha(sha);
  if (event.job != 0) line += fmt::format("  job {}", event.job);
  if (!event.worker.empty()) line += "  " + event.worker;
  if (!event.data.empty() && event.data != "{}") line += "  " + event.data;
  line = printable(line);
  return (terminal.columns > 0 ? cut(line, terminal.columns, terminal) : line) + "\n";
}

std::string print_findings(const std::vector<Finding>& findings, const Terminal& terminal) {
  Table table{{{"CHECK"}, {""}, {"FOUND", false, narrow}}};
  for (const auto& finding : findings) {
    const Cell verdict = finding.healthy ? Cell{"ok", Colour::green} : Cell{"FAIL", Colour::red};
    table.add({{finding.check}, verdict, {finding.detail}});
  }
  return table.text(terminal);
}

}  // namespace perfq::cli
