#include "soak/operators.hpp"

#include <set>
#include <stdexcept>

namespace perfq::test {

std::string collector_name(int which) {
  return "c" + std::to_string(which);
}

Operators::Operators(const CliStore& store, int collectors, int max_attempts)
    : store_(store), collectors_(collectors), max_attempts_(max_attempts) {
  for (int which = 0; which < collectors; ++which)
    store.json("collector add --json --slots 2 " + collector_name(which));
}

void Operators::do_something(SeededRandom& random) {
  const int part = random.below(10);
  if (part < 4 || requests_.empty()) return enqueue();
  const std::string request = some_request(random);
  if (part == 4) press("cancel " + request);
  if (part == 5) press("retry " + request + (random.percent(50) ? " --failed" : ""));
  if (part == 6) press("prioritize " + request + " " + std::to_string(random.below(100)));
  if (part == 7) press("collector drain " + collector_name(random.below(collectors_)));
  if (part >= 8) press("collector resume " + collector_name(random.below(collectors_)));
}

void Operators::let_all_go_on() {
  for (int which = 0; which < collectors_; ++which)
    press("collector resume " + collector_name(which));
}

void Operators::enqueue() {
  const std::string sha = "abcdef" + std::to_string(++number_ + 1000);
  const auto end = store_.run("enqueue " + sha + " --profile a --profile b --max-attempts " +
                              std::to_string(max_attempts_));
  if (end.exit == 0) requests_.push_back(sha);
}

std::string Operators::some_request(SeededRandom& random) const {
  return requests_[static_cast<std::size_t>(random.below(static_cast<int>(requests_.size())))];
}

/// Being refused, or the database away, is an answer.
void Operators::press(const std::string& words) {
  static const std::set<int> answers{0, 1, 3, 4, 5, 6};
  const auto end = store_.run(words);
  if (end.signal != 0 || !answers.contains(end.exit))
    throw std::runtime_error("perfq " + words + ": " + end.err);
}

}  // namespace perfq::test
