#pragma once

#include <string_view>

namespace perfq::store {

struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;  ///< many commands; `{schema}.` before each name of ours
};

}  // namespace perfq::store
