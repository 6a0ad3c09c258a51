#include "many.hpp"

#include "fields.hpp"
#include "input.hpp"

#include <perfq/error.hpp>

#include <fmt/format.h>

namespace perfq::cli {

namespace {

void replace(std::vector<std::string>& list, std::vector<std::string> given) {
  if (!given.empty()) list = std::move(given);
}

template <class Target, class Value>
void replace(Target& target, const std::optional<Value>& given) {
  if (given) target = *given;
}

template <class Target>
void replace_number(Target& target, std::optional<std::int64_t> given) {
  if (given) target = static_cast<int>(*given);
}

void read_what(Fields& fields, NewRequest& request) {
  const auto sha = fields.text("sha");
  if (!sha) throw Error(ErrorKind::invalid, "sha: it is missing");
  request.sha = read_sha(*sha, "sha");
  if (const auto kind = fields.text("kind")) request.kind = read_request_kind(*kind, "kind");
  if (const auto parent = fields.text("parent")) request.parent = read_sha(*parent, "parent");
  replace(request.pr, fields.number("pr", any_id));
  replace(request.date, fields.time("date"));
}

NewRequest read_request(Fields& fields, NewRequest request) {
  read_what(fields, request);
  replace_number(request.priority, fields.number("priority", any_priority));
  replace(request.targets, fields.texts("target"));
  replace(request.backends, fields.texts("backend"));
  replace(request.profiles, fields.texts("profile"));
  if (const auto suite = fields.text("suite")) request.suite = read_name(*suite, "suite");
  replace(request.backfill_parent, fields.flag("backfill_parent"));
  replace(request.waiting, fields.flag("waiting"));
  replace_number(request.max_attempts, fields.number("max_attempts", any_attempts));
  replace(request.time_limit, fields.duration("timeout"));
  return request;
}

// One way to say when replaces the other.
void read_when(Fields& fields, NewJob& job) {
  const auto run_at = fields.time("run_at");
  const auto delay = fields.duration("delay", true);
  if (run_at && delay) throw Error(ErrorKind::invalid, "run_at, delay: give one of the two");
  if (run_at || delay) {
    job.run_at = run_at;
    job.delay = delay.value_or(microseconds{0});
  }
}

void replace_name(std::string& name, Fields& fields, const std::string& field) {
  if (const auto given = fields.text(field)) name = read_name(*given, field);
}

NewJob read_job(Fields& fields, NewJob job) {
  if (const auto queue = fields.text("queue")) job.queue = read_queue(*queue, "queue");
  if (job.queue.empty()) throw Error(ErrorKind::invalid, "queue: it is missing; or give --queue Q");
  replace_name(job.kind, fields, "kind");
  replace(job.payload, fields.json("payload"));
  replace_number(job.priority, fields.number("priority", any_priority));
  read_when(fields, job);
  replace_name(job.unique_key, fields, "unique");
  replace_name(job.affinity, fields, "affinity");
  replace_number(job.max_attempts, fields.number("max_attempts", any_attempts));
  replace(job.time_limit, fields.duration("timeout"));
  return job;
}

template <class Item>
Many<Item> read_many(const std::string& file, const Item& defaults,
                     Item (*read)(Fields& fields, Item item)) {
  Many<Item> many;
  read_lines(file, "--from", [&](std::size_t number, const std::string& line) {
    Fields fields{line};
    many.items.push_back(read(fields, defaults));
    many.lines.push_back(number);
    fields.add_unknown_to(many.unknown);
  });
  return many;
}

// Its number in the batch would only confuse beside its line.
std::string_view without_number(std::string_view text, std::size_t item) {
  for (const auto& prefix : {fmt::format("request {}: ", item), fmt::format("job {}: ", item)}) {
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  }
  return text;
}

}  // namespace

Many<NewRequest> read_requests(const std::string& file, const NewRequest& defaults) {
  return read_many<NewRequest>(file, defaults, read_request);
}

Many<NewJob> read_jobs(const std::string& file, const NewJob& defaults) {
  return read_many<NewJob>(file, defaults, read_job);
}

void with_line_of_error(const std::vector<std::size_t>& lines, const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& fault) {
    const auto item = fault.item();
    if (item == 0 || item > lines.size()) throw;
    throw Error(fault.kind(),
                fmt::format("line {}: {}", lines[item - 1], without_number(fault.what(), item)));
  }
}

}  // namespace perfq::cli
