#include "bench/lists.hpp"

#include <perfq/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace perfq::bench {

namespace {

using nlohmann::json;

template <class T>
T read(std::string_view text) {
  try {
    return json::parse(text).get<T>();
  } catch (const json::exception&) {
    throw Error(ErrorKind::bug, "the database holds a damaged list: " + std::string{text});
  }
}

}  // namespace

std::string to_json(const std::vector<std::string>& texts) {
  return json(texts).dump();
}

std::string to_json(const std::vector<int>& numbers) {
  return json(numbers).dump();
}

std::string to_json(const std::vector<std::int64_t>& numbers) {
  return json(numbers).dump();
}

std::string to_json(const std::map<std::string, std::string>& labels) {
  return json(labels).dump();
}

std::vector<std::string> texts_from(std::string_view text) {
  return read<std::vector<std::string>>(text);
}

std::vector<int> numbers_from(std::string_view text) {
  return read<std::vector<int>>(text);
}

std::map<std::string, std::string> labels_from(std::string_view text) {
  return read<std::map<std::string, std::string>>(text);
}

std::string join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined.empty() ? "none" : joined;
}

std::vector<std::string> without_repeats(const std::vector<std::string>& texts) {
  std::vector<std::string> once;
  for (const std::string& text : texts)
    if (std::find(once.begin(), once.end(), text) == once.end()) once.push_back(text);
  return once;
}

}  // namespace perfq::bench
