#pragma once

#include "options.hpp"

#include <string>
#include <variant>
#include <vector>

namespace perfq::cli {

/// What was asked for, or the text that --help and --version print. `Error{invalid}`: one line that
/// names the fault and the remedy. Reads PERFQ_DB and PERFQ_TOKEN.
std::variant<CommandLine, std::string> parse(int argc, const char* const* argv);

/// All verbs, such as `enqueue` and `job add`: for who must forget none.
std::vector<std::string> verbs();

/// Whether errors are to be JSON, also where the rest can't be parsed.
bool wants_json(int argc, const char* const* argv);

/// For people, by `perfq --help`.
std::string_view overview();

}  // namespace perfq::cli
