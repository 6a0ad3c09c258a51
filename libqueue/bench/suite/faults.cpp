#include "bench/suite/faults.hpp"

#include "core/text.hpp"

#include <perfq/error.hpp>

#include <nlohmann/json.hpp>

namespace perfq::suites {

void Faults::add(const std::string& where, const std::string& what) {
  faults_.push_back(under(where, what));
}

void Faults::refuse(const std::string& whole) const {
  if (faults_.empty()) return;
  std::string message = whole + " is refused";
  if (faults_.size() > 1) message += " for " + std::to_string(faults_.size()) + " faults";
  for (std::size_t i = 0; i < faults_.size(); ++i) message += (i == 0 ? ": " : "; ") + faults_[i];
  throw Error(ErrorKind::invalid, message);
}

std::string under(const std::string& outer, const std::string& inner) {
  return outer.empty() ? inner : outer + ": " + inner;
}

std::string in_quotes(std::string_view text) {
  using nlohmann::json;
  const std::string escaped = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
  return "'" + core::clean(escaped.substr(1, escaped.size() - 2), core::name_limit_bytes) + "'";
}

}  // namespace perfq::suites
