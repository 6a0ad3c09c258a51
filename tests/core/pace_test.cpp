#include "service/pace.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

namespace {

using namespace perfq;
using namespace std::chrono_literals;
using service::Pace;
using service::pause_after;

const Pace::Clock::time_point start{1h};

TEST_CASE("looks take a twentieth of the time, and are 30 s apart at most") {
  CHECK(pause_after(3ms) == 60ms);
  CHECK(pause_after(1500ms) == 30s);
  CHECK(pause_after(10s) == 30s);
}

TEST_CASE("it is due at once, and again after the interval") {
  Pace pace(100ms);
  CHECK(pace.is_due(start));
  CHECK_FALSE(pace.is_due(start + 99ms));
  CHECK(pace.is_due(start + 100ms));
}

TEST_CASE("of many threads one is told") {
  Pace pace(100ms);
  std::atomic<int> told{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { told += pace.is_due(start); });
  threads.clear();
  CHECK(told == 1);
}

TEST_CASE("a look that takes long makes the next one later, a short one does not") {
  Pace pace(100ms);
  REQUIRE(pace.is_due(start));
  pace.slow_down(5ms, start);
  CHECK(pace.is_due(start + 100ms));
  pace.slow_down(6ms, start + 100ms);
  CHECK_FALSE(pace.is_due(start + 219ms));
  CHECK(pace.is_due(start + 220ms));
}

TEST_CASE("however long a look takes, 300 intervals later it is due") {
  Pace pace(10ms);
  REQUIRE(pace.is_due(start));
  pace.slow_down(1h, start);
  CHECK_FALSE(pace.is_due(start + 2'999ms));
  CHECK(pace.is_due(start + 3s));
  Pace each_time(0ms);
  REQUIRE(each_time.is_due(start));
  each_time.slow_down(1h, start);
  CHECK(each_time.is_due(start));
}

}  // namespace
