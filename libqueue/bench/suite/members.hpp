#pragma once

#include "bench/suite/read.hpp"

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfq::suites {

/// The members of one object. Those that are not known are noted.
class Members {
 public:
  Members(const json& value, std::string where, std::initializer_list<std::string_view> known,
          Faults& faults);

  bool has(const std::string& member) const { return find(member) != nullptr; }

  const std::string& where() const { return where_; }

  std::string where(const std::string& member) const { return under(where_, member); }

  Faults& faults() const { return *faults_; }

  /// Null where there is none.
  const json* find(const std::string& member) const;
  /// The same, and noted.
  const json* require(const std::string& member) const;
  /// An object of at least one member, which must be there.
  const json& require_object(const std::string& member) const;
  /// A list of at least one value, which must be there.
  const json& require_list(const std::string& member) const;

  bool flag(const std::string& member) const;
  std::string text(const std::string& member) const;
  std::optional<std::string> name(const std::string& member) const;
  std::optional<int> index(const std::string& member) const;
  std::vector<std::string> list(const std::string& member) const;
  std::vector<std::string> names(const std::string& member) const;
  std::optional<microseconds> seconds(const std::string& member, SecondsRange range) const;
  /// Null is nothing, and no fault.
  std::optional<microseconds> seconds_or_null(const std::string& member, SecondsRange range) const;
  std::map<std::string, microseconds> seconds_by_name(const std::string& member,
                                                      SecondsRange range) const;

 private:
  const json* object_;
  std::string where_;
  Faults* faults_;
};

}  // namespace perfq::suites
