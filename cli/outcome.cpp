#include "outcome.hpp"

#include "json.hpp"

namespace perfq::cli {

namespace {

std::string_view to_text(Change change) {
  switch (change) {
    case Change::done:
      return "done";
    case Change::unchanged:
      return "unchanged";
    case Change::requested:
      return "requested";
    case Change::not_found:
      return "not_found";
    case Change::refused:
      return "refused";
    case Change::conflict:
      return "conflict";
  }
  return "done";
}

std::string sentence(Change change, const Subject& subject, std::string_view verb) {
  const auto what = fmt::format("{}: {}", verb, name_of(subject));
  if (change == Change::unchanged) return what + ": nothing to change";
  if (change == Change::requested) return what + ": asked for; its worker hears with its heartbeat";
  return what;
}

void refuse_change(Change change, const Subject& subject, std::string_view verb) {
  const auto name = name_of(subject);
  switch (change) {
    case Change::done:
    case Change::unchanged:
    case Change::requested:
      return;
    case Change::not_found:
      throw Refusal(Fault::not_found, fmt::format("there is no {}", name));
    case Change::refused:
      throw Refusal(Fault::state,
                    fmt::format("{} can't {}: its state forbids it; see perfq status", name, verb));
    case Change::conflict:
      throw Refusal(
          Fault::conflict,
          fmt::format("{} can't {}: another job bears its unique key by now", name, verb));
  }
}

}  // namespace

std::string name_of(const Subject& subject) {
  return subject.job != 0 ? fmt::format("job {}", subject.job) : "request " + subject.sha;
}

void require(Ack ack, JobId job) {
  if (ack == Ack::not_found)
    throw Refusal(Fault::not_found, fmt::format("there is no job {}", job));
  if (ack == Ack::lease_lost) {
    throw Refusal(Fault::lease_lost,
                  fmt::format("job {}: the lease is lost: it was claimed again or has ended, "
                              "nothing was changed; stop working on it",
                              job));
  }
}

Exit finish_change(Context& context, Change change, const Subject& subject, std::string_view verb) {
  refuse_change(change, subject, verb);
  if (context.json()) {
    Json json{{"change", to_text(change)}};
    if (subject.job != 0) {
      json["job"] = subject.job;
    } else {
      json["sha"] = subject.sha;
    }
    context.out().write(to_line(json));
  } else {
    context.out().print("{}\n", sentence(change, subject, verb));
  }
  return Exit::done;
}

}  // namespace perfq::cli
