#pragma once

#include "store/context.hpp"

#include <perfq/suite.hpp>

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace perfq::bench {

/// What jobs take: the median of the last measured ones of the same kind, target, set and profile;
/// before there is one, what the suite that names the target says of its benchmarks.
class Durations {
 public:
  explicit Durations(store::Context& context);

  std::optional<microseconds> of(const std::string& kind, const std::string& target,
                                 const std::string& set, const std::string& profile);

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  std::optional<microseconds> from_suite(const std::string& target, const std::string& set);

  store::Context* context_;
  std::map<Key, microseconds> measured_;
  std::optional<std::vector<Suite>> suites_;  ///< read when first needed
  std::map<std::pair<std::string, std::string>, std::optional<microseconds>> guessed_;
};

}  // namespace perfq::bench
