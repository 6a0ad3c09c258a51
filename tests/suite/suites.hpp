#pragma once

#include <perfq/suite.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace perfq::test {

/// A sound suite of two targets, one of them optional, and two kinds.
nlohmann::json small_suite();
/// That suite with a JSON merge patch applied: null takes a member away.
std::string patched(const std::string& patch);

/// A file of `examples/data`.
std::string read_example(const std::string& name);
/// The Rust compiler's suite.
Suite rustc_suite();

/// Checks that the text is refused with this message, whole.
void check_refused(const std::string& text, const std::string& message);

}  // namespace perfq::test
