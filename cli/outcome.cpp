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

std::string sentence(Change change, const Subject& subject, const Operation& operation) {
  const auto name = name_of(subject);
  if (change == Change::unchanged) return name + ": nothing to change";
  if (change == Change::requested) {
    return fmt::format("{}: asked to {}; its worker hears with its next heartbeat", name,
                       operation.verb);
  }
  return fmt::format("{}: {}", name, operation.done);
}

void refuse_change(Change change, const Subject& subject, const Operation& operation) {
  const auto name = name_of(subject);
  const auto refuse = [&](Fault fault, std::string_view why) {
    throw Refusal(fault, fmt::format("can't {} {}: {}", operation.verb, name, why));
  };
  switch (change) {
    case Change::done:
    case Change::unchanged:
    case Change::requested:
      return;
    case Change::not_found:
      throw Refusal(Fault::not_found, fmt::format("there is no {}", name));
    case Change::refused:
      refuse(Fault::state, "its state forbids it; see perfq status");
      return;
    case Change::conflict:
      refuse(Fault::conflict, "another job bears its unique key by now");
      return;
  }
}

}  // namespace

Subject resolved(Context& context, Subject subject) {
  if (subject.job == 0) subject.sha = context.fleet().resolve(subject.sha);
  return subject;
}

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

Exit finish_change(Context& context, Change change, const Subject& subject,
                   const Operation& operation) {
  refuse_change(change, subject, operation);
  if (context.json()) {
    Json json{{"change", to_text(change)}};
    if (subject.job != 0) {
      json["job"] = subject.job;
    } else {
      json["sha"] = subject.sha;
    }
    context.out().write(to_line(json));
  } else {
    context.out().print("{}\n", sentence(change, subject, operation));
  }
  return Exit::done;
}

}  // namespace perfq::cli
