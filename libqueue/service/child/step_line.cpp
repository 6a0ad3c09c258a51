#include "service/child/step_line.hpp"

#include "core/json_depth.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace perfq::child {
namespace {

using nlohmann::json;

constexpr std::size_t max_name_bytes = 1000;

/// A member's text; empty where there is none. Other values are taken as they are written.
std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string json_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? std::string{} : found->dump();
}

bool is_name(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  return !text.empty() && text.size() <= max_name_bytes &&
         std::none_of(text.begin(), text.end(), is_control);
}

}  // namespace

std::optional<StepReport> parse_step_line(std::string_view line, std::string& fault) {
  const auto refuse = [&fault](const char* why) {
    fault = why;
    return std::nullopt;
  };
  if (core::json_depth(line) > core::max_json_depth) return refuse("it nests too deeply");
  const auto object = json::parse(line.begin(), line.end(), nullptr, false);
  if (!object.is_object()) return refuse("it is no JSON object");
  const auto step = object.find("step");
  if (step == object.end() || !step->is_string() || !is_name(step->get_ref<const std::string&>())) {
    return refuse("\"step\" must be a name of 1 to 1000 bytes");
  }
  const auto state = object.find("state");
  const auto known = state != object.end() && state->is_string()
                         ? parse_step_state(state->get_ref<const std::string&>())
                         : std::nullopt;
  if (!known) return refuse("\"state\" must be start, done or fail");
  return StepReport{step->get<std::string>(), *known, text_of(object, "error"),
                    json_of(object, "result")};
}

}  // namespace perfq::child
