#pragma once

#include <perfq/suite.hpp>

#include <optional>
#include <vector>

namespace perfq::suites {

/// A job of a request that is yet to be made.
struct PlannedJob {
  BenchJob bench;  ///< of no SHA and no parent
  bool required = true;
  std::optional<microseconds> time_limit;  ///< the suite's for its kind
  /// What its benchmarks take together; nothing where the suite lacks the duration of one.
  std::optional<microseconds> estimate;
};

/// The jobs of a request, kind after kind, each in the order of the selection. Errors as `select`.
/// Those of optional targets are not required, unless none is left then.
std::vector<PlannedJob> split(const Suite& suite, RequestKind request_kind, const Selection& asked);

/// What these benchmarks take together; nothing where the suite lacks the duration of one.
std::optional<microseconds> estimate_of(const Suite& suite,
                                        const std::vector<std::string>& benchmarks);

}  // namespace perfq::suites
