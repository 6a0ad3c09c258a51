#pragma once

#include <optional>
#include <string>
#include <vector>

namespace compile_farm {

using Words = std::vector<std::string>;

/// One source, compiled to one object: what a farm can do.
struct Compilation {
  std::string compiler;  ///< as it was called
  std::string language;  ///< "c" or "c++"
  std::string source;
  std::string object;
  Words preprocess;  ///< the flags for the preprocessor, those of the dependency file complete
  Words compile;     ///< the flags that the compiler needs for preprocessed text
};

/// Reads a compiler's command line. Nothing for whatever is not one plain compilation, and for one
/// whose object would depend on more than the text, the flags and the compiler, or be more than one
/// file: docs/compile-farm.md lists those.
std::optional<Compilation> parse(const Words& command);

/// Whether a worker may give these flags to its compiler: none that loads or writes files.
bool are_plain(const Words& flags);

}  // namespace compile_farm
