#include "service/child/result_file.hpp"

#include "core/json_depth.hpp"
#include "service/child/file_descriptor.hpp"

#include <nlohmann/json.hpp>

namespace perfq::child {
namespace {

constexpr std::size_t max_result_bytes = 16 * 1024 * 1024;

}  // namespace

ChildResult read_result(const std::filesystem::path& path) {
  if (path.empty()) return {};
  auto text = read_regular_file(path.string(), 0, max_result_bytes + 1);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return {};
  if (text.size() > max_result_bytes) return {.error = "the result is over 16 MiB"};
  if (core::json_depth(text) > core::max_json_depth) {
    return {.error = "the result nests too deeply"};
  }
  if (!nlohmann::json::accept(text)) return {.error = "the result is not JSON"};
  return {.json = std::move(text)};
}

}  // namespace perfq::child
