#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace perfq::cli {

/// The text itself, or what `@FILE` or `-` (stdin) holds. `what` names the option in errors.
std::string read_text(const std::string& given, std::string_view what);

/// As `read_text`, and it is JSON; `otherwise` where nothing was given.
std::string read_json(const std::optional<std::string>& given, std::string_view what,
                      std::string otherwise = {});

/// Calls `take` with the number (from 1) and the text of each line of a file, or of stdin for `-`,
/// that is not blank. An `Error{invalid}` of `take` gets `line N: ` in front.
void read_lines(const std::string& file, std::string_view what,
                const std::function<void(std::size_t number, const std::string& line)>& take);

}  // namespace perfq::cli
