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

TEST_CASE("looks take a fortieth of the time, and are 30 s apart at most") {
  CHECK(pause_after(3ms) == 120ms);
  CHECK(pause_after(750ms) == 30s);
  CHECK(pause_after(10s) == 30s);
}

TEST_CASE("it is due at once, and again after the interval") {
  Pace pace(100ms);
  CHECK(pace.is_due(start));
  CHECK_FALSE(pace.is_due(start + 99ms));
  CHECK(pace.is_due(start + 100ms));
}

TEST_CASE("of many threads one is told each time") {
  Pace pace(100ms);
  constexpr int times = 50'000;
  std::atomic<int> told{0};
  const auto ask = [&] {
    for (int i = 0; i < times; ++i) told += pace.is_due(start + i * 100ms);
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(ask);
  threads.clear();
  CHECK(told == times);
}

TEST_CASE("two looks in a row that take long make the next ones later, until one is short") {
  Pace pace(100ms);
  REQUIRE(pace.is_due(start));
  pace.took(1h, start);
  REQUIRE(pace.is_due(start + 100ms));
  pace.took(3ms, start + 100ms);
  CHECK_FALSE(pace.is_due(start + 219ms));
  REQUIRE(pace.is_due(start + 220ms));
  pace.took(1ms, start + 230ms);
  CHECK_FALSE(pace.is_due(start + 329ms));
  REQUIRE(pace.is_due(start + 330ms));
}

TEST_CASE("nobody else begins while one takes long") {
  Pace pace(100ms);
  pace.took(5ms, start);
  pace.took(5ms, start);
  REQUIRE(pace.is_due(start + 200ms));
  CHECK_FALSE(pace.is_due(start + 399ms));
  CHECK(pace.is_due(start + 400ms));
}

TEST_CASE("however long looks take, 300 intervals later it is due") {
  for (const microseconds interval : {10ms, 0ms}) {
    Pace pace(interval);
    pace.took(1h, start);
    pace.took(1h, start);
    CHECK(pace.is_due(start + 300 * interval));
    CHECK(pace.is_due(start + 600 * interval));
  }
}

}  // namespace
