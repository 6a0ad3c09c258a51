#pragma once

#include "support/test_store.hpp"

#include <vector>

namespace perfq::test {

/// One empty store of each database that is built.
std::vector<TestStore> model_stores();

}  // namespace perfq::test
