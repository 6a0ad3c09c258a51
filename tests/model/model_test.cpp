#include "model/lives.hpp"
#include "model/stores.hpp"
#include "support/number_in_environment.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

using namespace perfq::test;

namespace {

constexpr int actions_of_a_life = 60;
constexpr int lives = 300;
constexpr std::chrono::seconds long_enough{15};

}  // namespace

TEST_CASE("the databases do in random lives what the model does, after every call") {
  const std::uint64_t seed = number_in_environment("PERFQ_SEED", std::random_device{}());
  const int count = std::getenv("PERFQ_SEED") != nullptr ? 1 : lives;
  const auto start = std::chrono::steady_clock::now();
  int lived = 0;
  for (; lived < count && std::chrono::steady_clock::now() - start < long_enough; ++lived) {
    const std::uint64_t own = seed + static_cast<std::uint64_t>(lived);
    const auto life = random_life(own, actions_of_a_life);
    const Fault fault = live(model_stores, life);
    if (fault.what.empty()) continue;
    const Fault shortest = shrink(model_stores, life, fault);
    FAIL("PERFQ_SEED=" << own << " replays it\n" << shortest.story << shortest.what);
  }
  MESSAGE("lived " << lived << " lives from PERFQ_SEED=" << seed << " on");
}

TEST_CASE("a database that differs is found out, and the life is shrunk to what shows it") {
  const Stores one_job_too_many = [] {
    TestStore store = open_sqlite_store();
    perfq::open(store.url).enqueue(perfq::NewJob{});
    return std::vector{store};
  };
  const auto life = random_life(1, 20);
  const Fault fault = live(one_job_too_many, life);
  CHECK(fault.what == "sqlite: it has another number of jobs");
  CHECK(shrink(one_job_too_many, life, fault).actions == 1);
}

TEST_CASE("one seed is one life") {
  CHECK(describe(random_life(1, 50)[49]) == describe(random_life(1, 50)[49]));
  CHECK(describe(random_life(1, 50)[49]) != describe(random_life(2, 50)[49]));
}
