#pragma once

#include <string_view>

namespace perfq::store {

/// One SQL command and the name under which logs, errors and prepared statements know it. The text
/// has `$1` … placeholders and `{schema}.` before each name of ours, which an adapter fills in.
/// Both texts outlive every connection, which knows a statement by the place of its text.
struct Statement {
  std::string_view name;
  std::string_view sql;
};

}  // namespace perfq::store
