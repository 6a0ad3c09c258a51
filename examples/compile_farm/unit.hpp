#pragma once

#include <string>
#include <vector>

namespace compile_farm {

/// All that the object depends on but the compiler.
struct Unit {
  std::string language;
  std::string source;     ///< as it was named to the compiler, which notes it in the object
  std::string directory;  ///< where that was, likewise; empty where no debug information names it
  std::string locale;     ///< for the quotes in its messages
  std::string date;       ///< seconds since 1970 for __DATE__ and __TIME__; empty: not in use
  std::vector<std::string> flags;
  std::string text;  ///< with its includes and conditions done, its macros still to expand
};

/// Whether its names are UTF-8, as a payload must be.
bool can_travel(const Unit& unit);

/// The payload of its job.
std::string to_json(const Unit& unit);
/// Throws where it is no unit, or one that a worker had better not compile.
Unit unit_from_json(const std::string& json);

/// The unique key of its job: the same work has the same, and no other has.
std::string key_of(const Unit& unit, const std::string& label);

}  // namespace compile_farm
