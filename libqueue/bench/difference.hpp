#pragma once

#include "bench/request_row.hpp"

#include <string>

namespace perfq::bench {

/// In what a request asked for again is another one; empty: in nothing that was given. A parent is
/// no difference where there was none.
std::string difference(const RequestRow& there, const NewRequest& asked, const Suite* suite);

}  // namespace perfq::bench
