#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace perfq::suites {

/// What is wrong with a text that others wrote: all of it, so that it is mended in one go.
class Faults {
 public:
  void add(const std::string& where, const std::string& what);

  std::size_t count() const { return faults_.size(); }

  /// `Error{invalid}` that names them all; none: nothing happens.
  void refuse(const std::string& whole) const;

 private:
  std::vector<std::string> faults_;
};

/// A place inside of another, both as people read them.
std::string under(const std::string& outer, const std::string& inner);

/// `'text'`, in one line.
std::string in_quotes(std::string_view text);

/// `'a', 'b'`
template <class Texts>
std::string all_in_quotes(const Texts& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + in_quotes(text);
  return joined;
}

}  // namespace perfq::suites
