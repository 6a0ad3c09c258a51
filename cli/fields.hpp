#pragma once

#include "grammar.hpp"
#include "json.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace perfq::cli {

/// The object of one line of a file of many. Each field is taken by its name; null is as good as
/// absent; `Error{invalid}` names the field.
class Fields {
 public:
  /// `Error{invalid}`: the line is no JSON object.
  explicit Fields(const std::string& line);

  std::optional<std::string> text(const std::string& name);
  /// A string, or a list of strings.
  std::vector<std::string> texts(const std::string& name);
  std::optional<std::int64_t> number(const std::string& name, Range range);
  std::optional<bool> flag(const std::string& name);
  /// Seconds as a number, or a text such as `15m`.
  std::optional<microseconds> duration(const std::string& name, bool zero = false);
  std::optional<Timestamp> time(const std::string& name);
  /// Any value, null too, as JSON text.
  std::optional<std::string> json(const std::string& name);

  /// Those that nobody took.
  void add_unknown_to(std::set<std::string>& unknown) const;

 private:
  /// Nothing where it is absent or null.
  const Json* take(const std::string& name);

  Json object_;
  std::set<std::string> taken_;
};

/// One line for people, naming the fields; empty for none.
std::string warn_of_unknown(const std::set<std::string>& unknown);

}  // namespace perfq::cli
