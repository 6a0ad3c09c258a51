#pragma once

#include "support/cli.hpp"
#include "support/seeded_random.hpp"

#include <string>

namespace perfq::test {

std::string collector_name(int which);

/// People who press keys: each call is one command of theirs, which may be refused.
class Operators {
 public:
  /// Registers the collectors.
  Operators(const CliStore& store, int collectors, int max_attempts);

  void do_something(SeededRandom& random);

  /// Undoes what would keep work from being done.
  void let_all_go_on();

  /// The requests that were acknowledged.
  const std::vector<std::string>& requests() const { return requests_; }

 private:
  void enqueue();
  std::string some_request(SeededRandom& random) const;
  void press(const std::string& words);

  const CliStore& store_;
  int collectors_;
  int max_attempts_;
  int number_ = 0;
  std::vector<std::string> requests_;
};

}  // namespace perfq::test
