#pragma once

#include "store/database.hpp"

#include <functional>
#include <memory>

namespace perfq::test {

/// Opens another connection to one and the same empty database.
using Open = std::function<std::unique_ptr<store::Database>()>;

void check_fresh_and_again(const Open& open);
void check_many_at_once(const Open& open);
void check_killed_midway(const Open& open);
void check_failed_midway(const Open& open);
void check_versions_that_do_not_serve(const Open& open);

}  // namespace perfq::test
