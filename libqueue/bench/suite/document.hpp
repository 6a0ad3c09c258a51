#pragma once

#include "bench/suite/faults.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

namespace perfq::suites {

using nlohmann::json;

/// Notes each member that an object has twice, of which the last one counts. Of a text that is no
/// JSON, or nests too deeply: a fault, and nothing else is to be looked at.
json read_document(std::string_view text, Faults& faults);

}  // namespace perfq::suites
