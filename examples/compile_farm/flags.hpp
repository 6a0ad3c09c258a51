#pragma once

#include <string_view>

namespace compile_farm {

enum class Use {
  both,           ///< the preprocessor's and the compiler's
  preprocessor,   ///< the preprocessor's alone
  value_follows,  ///< the preprocessor's alone, with the next word as its value
  parameter,      ///< both's, with the next word as its value
  here_only       ///< no farm can honour it
};

/// What a flag is for, of those that are neither -c, -o nor -x.
Use use_of(std::string_view flag);

}  // namespace compile_farm
