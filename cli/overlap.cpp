#include "overlap.hpp"

#include <vector>

namespace perfq::cli {

// The longest beginning of `newer` that `older` ends with, by Knuth, Morris and Pratt: outputs
// repeat themselves, and a naive search would take the square of their length.
std::string_view what_is_new(std::string_view older, std::string_view newer) {
  std::vector<std::size_t> border(newer.size() + 1, 0);
  for (std::size_t at = 1, length = 0; at < newer.size(); ++at) {
    while (length > 0 && newer[at] != newer[length]) length = border[length];
    if (newer[at] == newer[length]) ++length;
    border[at + 1] = length;
  }
  std::size_t matched = 0;
  for (const char byte : older) {
    while (matched > 0 && (matched == newer.size() || byte != newer[matched])) {
      matched = border[matched];
    }
    if (matched < newer.size() && byte == newer[matched]) ++matched;
  }
  return newer.substr(matched);
}

}  // namespace perfq::cli
