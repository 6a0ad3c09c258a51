#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace perfq::bench {

// Lists as the database keeps them: JSON texts.

std::string to_json(const std::vector<std::string>& texts);
std::string to_json(const std::vector<int>& numbers);
std::string to_json(const std::vector<std::int64_t>& numbers);
std::string to_json(const std::map<std::string, std::string>& labels);

std::vector<std::string> texts_from(std::string_view json);
std::vector<int> numbers_from(std::string_view json);
std::map<std::string, std::string> labels_from(std::string_view json);

/// For people: `a, b`; `none` where empty.
std::string join(const std::vector<std::string>& texts);

/// Each once, in the order of their first mention.
std::vector<std::string> without_repeats(const std::vector<std::string>& texts);

}  // namespace perfq::bench
