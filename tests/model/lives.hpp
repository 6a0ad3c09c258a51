#pragma once

#include "model/action.hpp"
#include "support/test_store.hpp"

#include <functional>
#include <string>
#include <vector>

namespace perfq::test {

/// Opens the databases that are held against the model, anew for each life.
using Stores = std::function<std::vector<TestStore>()>;

/// What went wrong in a life, and after how many of its actions; empty where nothing did.
struct Fault {
  std::string what = {};
  std::size_t actions = 0;
  std::string story = {};  ///< the actions and their answers
};

Fault live(const Stores& open_stores, std::vector<Action> life);

/// The shortest life found that ends in a fault, by leaving out what isn't needed for it.
Fault shrink(const Stores& open_stores, std::vector<Action> life, Fault fault);

}  // namespace perfq::test
