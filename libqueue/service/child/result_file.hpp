#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace perfq::child {

struct ChildResult {
  std::optional<std::string> json{};
  std::string error{};
};

/// What the child left in its result file.
ChildResult read_result(const std::filesystem::path& path);

}  // namespace perfq::child
