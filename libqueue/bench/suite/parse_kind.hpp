#pragma once

#include "bench/suite/members.hpp"

#include <perfq/suite.hpp>

namespace perfq::suites {

/// One of a suite's `kinds`; `number` says which one where it has no name.
SuiteKind parse_kind(const json& value, std::size_t number, Faults& faults);

}  // namespace perfq::suites
