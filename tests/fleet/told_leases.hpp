#pragma once

#include "fleet/history.hpp"

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace perfq::test {

/// The leases that ended as the log tells it, to be compared with the attempts on record.
class ToldLeases {
 public:
  void note(const LoggedEvent& event);

  /// What is wrong with which job. Those that were compared are forgotten.
  std::vector<std::pair<std::int64_t, std::string>> differences(
      const std::vector<PastLease>& leases);

 private:
  using Facts = std::tuple<std::string, std::string, std::string, bool>;

  std::string compare(const PastLease& lease);

  std::map<std::pair<std::int64_t, int>, Facts> told_;  // by job and lease
};

}  // namespace perfq::test
