#pragma once

#include <perfq/suite.hpp>

namespace perfq::suites {

/// What a request is split over: what it asks for, each once; where it asks for nothing, the
/// suite's defaults. `Error{invalid}` names all that the suite does not list, and what it lists.
Selection select(const Suite& suite, const Selection& asked);

}  // namespace perfq::suites
