#include "outcome.hpp"

#include "packed.hpp"

#include <nlohmann/json.hpp>

namespace compile_farm {

using nlohmann::json;

// The messages are packed too: they quote the source, in whatever encoding it is.
std::string to_json(const Outcome& outcome) {
  return json{{"exit", outcome.exit_status},
              {"messages", pack(outcome.messages)},
              {"object", pack(outcome.object)}}
      .dump();
}

Outcome outcome_from_json(const std::string& text) {
  const json whole = json::parse(text);
  return {.exit_status = whole.at("exit"),
          .messages = unpack(whole.at("messages").get_ref<const std::string&>()),
          .object = unpack(whole.at("object").get_ref<const std::string&>())};
}

}  // namespace compile_farm
